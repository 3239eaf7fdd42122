/** Drizzle's message of a failed query ends in its values; the driver's quotes the one that the server refused. */
const PARAMS = /\nparams:[^]*$/;
const REFUSED = /(?<=\b(?:entry|value:|near) )(?:'.*'(?= for (?:key|column) | at line )|'.*'$)/s;
const withoutValues = (text: string) => text.replace(PARAMS, '').replace(REFUSED, "'…'");

/** The statement that the message names already, the driver's with the values filled in, and its message word for word. */
const LEFT_OUT = new Set(['query', 'sql', 'sqlMessage']);

function* causesOf(error: Error): Generator<Error> {
  const seen = new Set<unknown>();
  for (let cause: unknown = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    yield cause;
  }
}

const messageOf = (error: Error) =>
  Array.from(causesOf(error), ({ message }) => withoutValues(message))
    .filter(Boolean)
    .join(': ');

const stackOf = ({ stack = '', message }: Error) => stack.replace(message, () => withoutValues(message));

const LONGEST_TEXT = 300;

/** What went wrong, for people: at most 300 characters, without the values of a failed query. */
export const errorText = (error: unknown): string =>
  (error instanceof Error ? withoutValues(error.message) : String(error)).slice(0, LONGEST_TEXT);

/**
 * An error as a process logs it (pino's serializer `err`): messages and stacks of it and its causes, and its plain fields. The values
 * of a failed query stay out, and whatever else an error carries along: they are guests' names and numbers, links and secrets.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fields = Object.entries(error).filter(([name, value]) => !LEFT_OUT.has(name) && Object(value) !== value);
  return {
    ...Object.fromEntries(fields),
    type: error.constructor.name,
    message: messageOf(error),
    stack: Array.from(causesOf(error), stackOf).join('\ncaused by: '),
    ...(error instanceof AggregateError ? { aggregateErrors: error.errors.map(loggedError) } : {}),
  };
}
