import { getBinaryNodeChild, getBinaryNodeChildren, jidDecode, type BinaryNode } from '@whiskeysockets/baileys';
import type { Companion } from '../linking/companion.ts';
import type { Connection } from '../wire/connection.ts';
import { readPreKey, readSignedPreKey, toNodes } from '../phone/key-bundle.ts';
import type { Network } from '../network.ts';
import { firstChild, node, result } from '../wire/nodes.ts';

/** `encrypt`: a linked device counts, uploads and rotates its own keys, and fetches the bundles of others. */
export async function answerEncrypt(network: Network, connection: Connection, query: BinaryNode): Promise<void> {
  const { companion } = connection;
  if (!companion) return;
  const child = firstChild(query);
  if (query.attrs.type === 'set') await storeKeys(network, connection, companion, query);
  else if (child?.tag === 'key') await handOutBundles(network, connection, query, child);
  else if (child?.tag === 'count') {
    connection.send(result(query, [node('count', { value: String(companion.preKeyCount) })]));
  } else connection.send(result(query, [node('digest')]));
}

async function storeKeys(
  network: Network,
  connection: Connection,
  companion: Companion,
  query: BinaryNode,
): Promise<void> {
  const rotate = getBinaryNodeChild(query, 'rotate');
  if (rotate) companion.rotate(readSignedPreKey(rotate));
  else {
    const preKeys = getBinaryNodeChildren(getBinaryNodeChild(query, 'list'), 'key').map(readPreKey);
    companion.upload(readSignedPreKey(query), preKeys);
  }
  network.phones.get(companion.number)?.touch();
  await network.save();
  connection.send(result(query));
  network.events.emit('preKeys', { ...companion.address, available: companion.preKeyCount });
}

async function handOutBundles(
  network: Network,
  connection: Connection,
  query: BinaryNode,
  key: BinaryNode,
): Promise<void> {
  const users: BinaryNode[] = [];
  for (const { attrs } of getBinaryNodeChildren(key, 'user')) {
    const phone = network.phoneOf(attrs.jid);
    const bundle = phone && (await network.bundleOf(phone, jidDecode(attrs.jid)?.device ?? 0));
    if (bundle) users.push(node('user', { jid: attrs.jid }, toNodes(bundle)));
  }
  await network.save();
  connection.send(result(query, [node('list', {}, users)]));
}
