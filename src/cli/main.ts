#!/usr/bin/env node
import { endProcess, processIo } from './io.ts';
import { run } from './program.ts';
import { startedAs } from './started-as.ts';

const program = startedAs(process.argv[1], process.env, process.cwd());
await run(process.argv.slice(2), processIo(), process.env, program);
await endProcess();
