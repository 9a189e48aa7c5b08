import type { Outcome, ValueOutcome } from './outcome.ts';
import type { Allowance, Turn } from './scheduler.ts';

/** Milliseconds that an evaluation may take, counted from its start. */
export const TIME_LIMIT = 1000;
/**
 * Milliseconds of CPU time that an evaluation may take in a short turn. Nearly all take a tenth of it. It is not
 * elapsed time, because even a fast expression can take long on a busy machine.
 */
export const SHORT_LIMIT = 100;
/** Milliseconds after which a turn leaves the remaining inputs to another turn. */
const TURN_LENGTH = { short: 3 * SHORT_LIMIT, full: TIME_LIMIT };

export type TurnOutcome = Outcome | ValueOutcome;

/** How far the process of a turn has come with its inputs. Times in milliseconds. */
export class TurnProgress {
  readonly #inputs: readonly string[];
  readonly #allowance: Allowance;
  readonly #outcomes: TurnOutcome[] = [];
  #sent = 0;
  /** What the process does with the input that was sent last. */
  #phase: 'starting' | 'evaluating' | 'answering' = 'starting';
  #firstStartedAt: number | undefined;
  #startedAt = 0;
  #cpuTime = 0;
  /** An evaluation has exceeded a time limit. */
  #timedOut = false;
  /** The end of a short turn has interrupted an evaluation, which has no outcome yet. */
  #interrupted = false;

  constructor(inputs: readonly string[], allowance: Allowance) {
    this.#inputs = inputs;
    this.#allowance = allowance;
  }

  /** @returns the next input for the process; undefined after the last one, and when the turn is over */
  nextInput(now: number): string | undefined {
    this.#phase = 'starting';
    if (this.#firstStartedAt !== undefined && now - this.#firstStartedAt > TURN_LENGTH[this.#allowance])
      return undefined;
    const input = this.#inputs[this.#sent];
    if (input !== undefined) this.#sent += 1;
    return input;
  }

  evaluationStarted(now: number): void {
    this.#phase = 'evaluating';
    this.#startedAt = now;
    this.#firstStartedAt ??= now;
  }

  evaluationEnded(cpuTime: number): void {
    this.#phase = 'answering';
    this.#cpuTime += cpuTime;
  }

  /** @returns whether the process can get another input */
  addOutcome(outcome: TurnOutcome): boolean {
    // The process's own time limit is longer than a short turn, so the whole machine was paused.
    if (outcome.kind === 'slow' && this.#allowance === 'short') {
      this.#interrupted = true;
      return false;
    }
    this.#outcomes.push(outcome);
    // The time may have run out while this process was too busy to notice.
    return !this.#timedOut;
  }

  /** The process took too long, or its output was too long, and it is being killed. */
  killed(): void {
    this.#timedOut = true;
    this.#interrupted = this.#phase === 'evaluating' && this.#allowance === 'short';
  }

  /** The process has ended itself because an evaluation has used up its CPU time. */
  cpuTimeUsedUp(): void {
    this.#timedOut = true;
    this.#interrupted = this.#allowance === 'short';
  }

  /** Call when the process has ended. @returns undefined if it had not begun to evaluate anything */
  result(now: number): Turn<TurnOutcome[]> | undefined {
    const outcomes = [...this.#outcomes];
    const isUnfinished = this.#sent > outcomes.length && !this.#interrupted;
    if (isUnfinished && outcomes.length === 0 && this.#phase === 'starting') return undefined;
    // Earlier inputs may have filled the memory, so an input is only blamed if it was the first one of its process.
    if (isUnfinished && (outcomes.length === 0 || (this.#timedOut && this.#phase === 'evaluating')))
      outcomes.push({ kind: this.#timedOut ? 'slow' : 'died' });
    const milliseconds = this.#cpuTime + (this.#phase === 'evaluating' ? now - this.#startedAt : 0);
    const slow = this.#interrupted || milliseconds > SHORT_LIMIT * Math.max(1, outcomes.length);
    return { result: outcomes, milliseconds, slow };
  }
}
