// Runs the provider as a separate process: options as JSON in the first argument, its URL on the first line of output.
import { startProvider } from './provider.mjs';

const provider = await startProvider(JSON.parse(process.argv[2] ?? '{}'));
process.stdout.write(`${provider.url}\n`);
