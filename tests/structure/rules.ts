import { basename } from 'node:path';
import { DATABASE_ROOMS, FLOORS, LONG_FILES, PLATFORM_FILES } from './floors.ts';
import { importsOf, localImportsOf, roomOf, type Sources } from './sources.ts';

const MOST_LINES = 250;

/** The words by which a file gets hold of rows without naming their tenant. */
const PLATFORM_WORDS =
  /\b(?:platformDb|platformOf|PlatformDb|inTransaction|lockRows|Statement|Reads)\b|\.knex\b|\.reads\b/;

/** The rules of src/, each a function from the source files to its faults, one readable line each. */
export const RULES: Record<string, (sources: Sources) => string[]> = {
  'every room of src/ has its place on a floor': (sources) =>
    [...new Set([...sources.keys()].map(roomOf))]
      .filter((room) => placeOf(room) === undefined)
      .map((room) => `${room} is on no floor`),

  'a file imports only from its own room, a lower floor, or a room before its own': (sources) =>
    [...sources].flatMap(([file, text]) =>
      localImportsOf(file, text)
        .filter((target) => !mayEnter(roomOf(file), roomOf(target)))
        .map((target) => `${file} imports ${target}`),
    ),

  'a feature is entered through an index.ts': (sources) =>
    [...sources].flatMap(([file, text]) =>
      localImportsOf(file, text)
        .filter(
          (target) => roomOf(target) !== roomOf(file) && isFeature(target) && basename(target) !== 'index.ts',
        )
        .map((target) => `${file} imports ${target}`),
    ),

  'no import circles, type imports counted': (sources) => circlesOf(sources),

  'every import between files leads somewhere': (sources) =>
    [...sources].flatMap(([file, text]) =>
      localImportsOf(file, text)
        .filter((target) => !target.startsWith('..') && target.endsWith('.ts') && !sources.has(target))
        .map((target) => `${file} imports ${target}`),
    ),

  'nothing is named utils or helpers': (sources) =>
    [...sources.keys()].filter((file) => /(?:^|[/-])(?:utils?|helpers?)(?:[/.-]|$)/.test(file)),

  'files and folders are named in kebab-case': (sources) =>
    [...sources.keys()].filter((file) => !/^(?:[a-z0-9-]+\/)*(?:\d{4}_)?[a-z0-9-]+(?:\.d)?\.ts$/.test(file)),

  [`no file is over ${MOST_LINES} lines without a reason`]: (sources) =>
    [...sources]
      .map(([file, text]) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > MOST_LINES && LONG_FILES[file] === undefined)
      .map(({ file, lines }) => `${file} has ${lines} lines`),

  'Knex itself is imported only where the database is': (sources) =>
    [...sources]
      .filter(
        ([file, text]) => !isDatabase(file) && importsOf(text).some((name) => /^knex(?:\/|$)/.test(name)),
      )
      .map(([file]) => file),

  'third parties are called through the guarded client and nothing else': (sources) =>
    [...sources]
      .filter(([file, text]) => !CALLING_OUT.includes(file) && callsOut(text))
      .map(([file]) => file),

  'rows of all tenants are seen only by the files that are listed with a reason': (sources) =>
    [...sources]
      .filter(([file, text]) => !isDatabase(file) && PLATFORM_FILES[file] === undefined && usesPlatform(text))
      .map(([file]) => file),
};

/** The guarded client. */
const CALLING_OUT = ['http/outbound.ts', 'http/guarded-connect.ts'];

/** An HTTP client, or a socket that is opened to somebody. */
function callsOut(text: string): boolean {
  const clients = /^(?:undici|axios|got|node-fetch|(?:node:)?(?:net|tls|http2|dgram))$/;
  const values = text.replaceAll(/import type [^;]+;/g, '');
  return (
    importsOf(values).some((name) => clients.test(name)) ||
    /(?<![.\w])fetch\(|\bhttps?\.(?:get|request)\(/.test(values) ||
    /import \{[^}]*\b(?:request|get)\b[^}]*\} from 'node:https?'/.test(values)
  );
}

function placeOf(room: string): { floor: number; position: number } | undefined {
  const floor = FLOORS.findIndex(({ rooms }) => rooms.includes(room));
  return floor === -1 ? undefined : { floor, position: FLOORS[floor]?.rooms.indexOf(room) ?? 0 };
}

function mayEnter(from: string, to: string): boolean {
  if (from === to) return true;
  const [here, there] = [placeOf(from), placeOf(to)];
  if (here === undefined || there === undefined) return false;
  return there.floor < here.floor || (there.floor === here.floor && there.position < here.position);
}

function isFeature(file: string): boolean {
  return FLOORS.some(
    ({ rooms, onlyThroughIndex }) => onlyThroughIndex === true && rooms.includes(roomOf(file)),
  );
}

function isDatabase(file: string): boolean {
  return DATABASE_ROOMS.includes(roomOf(file));
}

function usesPlatform(text: string): boolean {
  // Comments may speak of it.
  return PLATFORM_WORDS.test(text.replace(/\/\*.*?\*\//gs, '').replace(/(?<!:)\/\/.*$/gm, ''));
}

/** Each circle once, from the file whose name comes first. */
function circlesOf(sources: Sources): string[] {
  const circles = new Set<string>();
  const finished = new Set<string>();
  const visit = (file: string, trail: string[]) => {
    const start = trail.indexOf(file);
    if (start !== -1) return void circles.add(describeCircle(trail.slice(start)));
    if (finished.has(file)) return;
    for (const target of localImportsOf(file, sources.get(file) ?? '')) visit(target, [...trail, file]);
    finished.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
  return [...circles];
}

function describeCircle(files: string[]): string {
  const first = files.indexOf([...files].sort()[0] ?? '');
  return [...files.slice(first), ...files.slice(0, first + 1)].join(' → ');
}
