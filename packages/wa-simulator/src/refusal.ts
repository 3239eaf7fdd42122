/** Something that was asked of the simulator cannot be done; the message is for people. */
export class Refusal extends Error {
  readonly code: 'NOT_FOUND' | 'CONFLICT' | 'INVALID';

  constructor(code: Refusal['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
