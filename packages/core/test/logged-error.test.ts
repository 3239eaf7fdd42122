import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { errorText, loggedError } from '../src/index.ts';
import { MORNING, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const SECRET = 'https://tamu.example.sch.id/password/in-clear';
const failed = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
const insert = (given: { kind?: string; waMessageId?: string }) =>
  world.ctx.db.insert(schema.messages).values({
    ...{ channel: 'email', kind: 'pass', recipient: 'siti@example.org', locale: 'id', body: 'Halo' },
    ...{ secret: SECRET, createdAt: MORNING, ...given },
  });

describe('a failed insert', () => {
  test('is logged with its statement and its cause, and without its values', async () => {
    const error = new Error('not told', { cause: await failed(insert({ kind: 'k'.repeat(40) })) });
    const logged = loggedError(error);
    expect(logged).toMatchObject({
      type: 'Error',
      message: expect.stringMatching(
        /^not told: Failed query: insert into `messages` .*: Data too long for column 'kind'/,
      ) as string,
      stack: expect.stringMatching(/logged-error\.test\.ts.*caused by: .*Failed query.*\n +at /s) as string,
    });
    for (const told of [JSON.stringify(logged), errorText(error.cause)]) expect(told).not.toMatch(/in-clear|siti@|kkk/);
  });

  test('is logged without the value that is there already', async () => {
    const waMessageId = "3EB0 O'Brien";
    await insert({ waMessageId });
    const logged = JSON.stringify(loggedError(await failed(insert({ waMessageId }))));
    expect(logged).toMatch(/Duplicate entry '…' for key 'messages_waMessageId_unique'/);
    expect(logged).not.toMatch(/3EB0|Brien|in-clear/);
  });

  test('is logged without its values by the driver alone too', async () => {
    const told = "Incorrect string value: '\\xF0' for column 'name' at row 1";
    const logged = loggedError(Object.assign(new Error(told), { code: 'ER_X', sql: SECRET, sqlMessage: told }));
    expect(logged).toMatchObject({ code: 'ER_X', message: "Incorrect string value: '…' for column 'name' at row 1" });
    expect(JSON.stringify(logged)).not.toMatch(/in-clear|xF0/);
  });
});

test('what an error carries along stays out of the log, its plain fields do not', () => {
  const error = Object.assign(new AggregateError([new Error('refused')], 'away'), {
    code: 'X',
    command: { args: [1] },
  });
  expect(loggedError(error)).toEqual({
    ...{ type: 'AggregateError', code: 'X', message: 'away', stack: error.stack },
    aggregateErrors: [expect.objectContaining({ message: 'refused' })],
  });
  expect(loggedError('as it is')).toBe('as it is');
});

test('causes that go round in a circle are logged once', () => {
  const error = new Error('one');
  error.cause = new Error('other', { cause: error });
  expect(loggedError(error)).toMatchObject({ message: 'one: other' });
});
