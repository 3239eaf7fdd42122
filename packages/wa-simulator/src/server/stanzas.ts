import { getBinaryNodeChild, getBinaryNodeChildren, jidDecode, type BinaryNode } from '@whiskeysockets/baileys';
import { acceptAck, acceptReceipt } from './client-receipts.ts';
import type { Connection } from '../wire/connection.ts';
import { answerEncrypt } from './key-exchange.ts';
import { unlink } from '../linking/unlink.ts';
import { acceptDeviceSignature } from '../linking/vouch.ts';
import { emptyMailbox, previewMailbox } from './login.ts';
import { acceptMessage } from './messages.ts';
import type { Network } from '../network.ts';
import { firstChild, node, result } from '../wire/nodes.ts';
import { finishLinkCode, openLinkCode } from '../linking/pairing-code.ts';
import { answerUsync } from './usync.ts';

type Handler = (network: Network, connection: Connection, stanza: BinaryNode) => Promise<void> | void;

const STANZAS: Record<string, Handler> = {
  iq: (network, connection, query) =>
    query.attrs.type === 'result' ? onResult(network, connection, query) : onQuery(network, connection, query),
  message: acceptMessage,
  receipt: acceptReceipt,
  ack: acceptAck,
  ib: (network, connection, stanza) => {
    if (getBinaryNodeChild(stanza, 'offline_batch')) emptyMailbox(network, connection);
  },
};

const QUERIES: Record<string, Handler> = {
  encrypt: answerEncrypt,
  usync: answerUsync,
  passive: previewMailbox,
  md: answerDevices,
  'w:m': answerMediaHosts,
  privacy: answerPrivacy,
};

/** Handles one stanza of a client. What is not needed here (presence, statistics) is left unanswered, as WhatsApp does. */
export const handleStanza: Handler = (network, connection, stanza) =>
  STANZAS[stanza.tag]?.(network, connection, stanza);

/** Pings, properties, block lists and the like are answered with an empty result. */
const onQuery: Handler = (network, connection, query) => {
  const handler = QUERIES[query.attrs.xmlns ?? ''];
  return handler ? handler(network, connection, query) : connection.send(result(query));
};

const onResult: Handler = (network, connection, answer) => {
  const sign = getBinaryNodeChild(answer, 'pair-device-sign');
  return sign && acceptDeviceSignature(network, connection, sign);
};

async function answerDevices(network: Network, connection: Connection, query: BinaryNode): Promise<void> {
  const request = firstChild(query);
  const stage = request?.tag === 'link_code_companion_reg' ? request.attrs.stage : undefined;
  if (request && stage === 'companion_hello') return openLinkCode(network, connection, query, request);
  if (request && stage === 'companion_finish') return finishLinkCode(network, connection, query, request);
  connection.send(result(query));
  if (request?.tag === 'remove-companion-device' && connection.companion) {
    unlink(network, connection.companion);
    await network.save();
  }
}

function answerMediaHosts(network: Network, connection: Connection, query: BinaryNode): void {
  const attrs = { auth: 'simulator', ttl: '300', auth_ttl: '21600', max_buckets: '12' };
  const host = node('host', { hostname: network.mediaHost.hostname });
  connection.send(result(query, [node('media_conn', attrs, [host])]));
}

function answerPrivacy(network: Network, connection: Connection, query: BinaryNode): void {
  for (const token of getBinaryNodeChildren(getBinaryNodeChild(query, 'tokens'), 'token')) {
    const number = jidDecode(token.attrs.jid)?.user;
    if (number) network.counters.phone(number).tokens++;
  }
  const readReceipts = node('category', { name: 'readreceipts', value: 'all' });
  connection.send(result(query, query.attrs.type === 'get' ? [node('privacy', {}, [readReceipts])] : undefined));
}
