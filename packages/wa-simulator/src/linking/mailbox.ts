import type { BinaryNode } from '@whiskeysockets/baileys';

const LIMIT = 2000;

/** What the server keeps for a linked device until the device has acknowledged it, so that nothing is lost offline. */
export class Mailbox {
  #stanzas: BinaryNode[];

  constructor(stanzas: BinaryNode[] = []) {
    this.#stanzas = stanzas;
  }

  get stanzas(): readonly BinaryNode[] {
    return this.#stanzas;
  }

  /** Keeps a stanza; the oldest goes when a device has been away for too long. */
  add(stanza: BinaryNode): void {
    this.#stanzas.push(stanza);
    if (this.#stanzas.length > LIMIT) this.#stanzas.shift();
  }

  /** Removes what the device has acknowledged: a stanza of this tag and id, and of this type if one is named. */
  acknowledge(tag: string, id: string | undefined, type?: string): void {
    this.#stanzas = this.#stanzas.filter(
      ({ tag: kept, attrs }) => kept !== tag || attrs.id !== id || (type !== undefined && attrs.type !== type),
    );
  }
}
