/**
 * A school with years behind it, for the benchmarks: 100,000 appointments, 20,000 guests, their passes, reviews and messages, 10,000 members with cards.
 *
 *     npm run bench -- seed [--appointments 100000] [--guests 20000] [--members 10000] [--data .data/bench] [--json]
 *
 * It lies in a database of its own, which the next run empties and fills anew.
 */
import { say, finish, numberOption } from './bench-report.ts';
import { openBenchSchool } from './bench-school.ts';
import { fillSchool } from './bench-fill.ts';

const appointments = numberOption('appointments', 100_000);
const guests = numberOption('guests', 20_000);
const members = numberOption('members', 10_000);
const school = await openBenchSchool({ empty: true });
try {
  const started = performance.now();
  const counts = await fillSchool(school.databaseUrl, { appointments, guests, members });
  const seconds = (performance.now() - started) / 1000;
  say(
    `${counts.appointments} appointments of ${counts.guests} guests and ${counts.members} members in ${seconds.toFixed(1)} s`,
  );
  finish({ ...counts, seconds });
} finally {
  await school.close();
}
