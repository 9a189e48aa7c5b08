// The provider as a process of its own: options as JSON in the first argument, its URL on the first line out.
import { startProvider } from './provider.mjs';

const provider = await startProvider(JSON.parse(process.argv[2] ?? '{}'));
process.stdout.write(`${provider.url}\n`);
