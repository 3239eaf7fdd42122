import type { SubmitFunction } from '$app/forms';
import type { Failure } from './reasons.ts';

/** An enhanced form on its way: what was typed stays, whether the answer is a refusal, an accident or none at all. */
export class Submission {
  busy = $state(false);
  /** Set when the form did not get through; a refusal comes as the page's `form` instead. */
  lost = $state<Failure | null>(null);

  /** For `use:enhance`. */
  readonly enhance: SubmitFunction = ({ cancel }) => {
    // A second tap on a slow phone.
    if (this.busy) return cancel();
    this.busy = true;
    return async ({ result, update }) => {
      this.lost = result.type === 'error' ? { reason: reasonOf(result), detail: {}, fields: {} } : null;
      if (!this.lost) await update({ reset: false });
      this.busy = false;
    };
  };
}

/** Only an answer has a status. */
const reasonOf = (result: { status?: number }) => (result.status ? 'internal' : 'network');
