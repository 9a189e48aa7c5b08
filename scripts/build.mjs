// Builds dist/ from src/ and console/. Does nothing if dist/ is up to date.
import { buildDist } from './build-program.mjs';

try {
  await buildDist();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
