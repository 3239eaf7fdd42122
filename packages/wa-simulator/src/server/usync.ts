import {
  getBinaryNodeChild,
  getBinaryNodeChildren,
  jidDecode,
  jidEncode,
  type BinaryNode,
} from '@whiskeysockets/baileys';
import type { Connection } from '../wire/connection.ts';
import type { Network } from '../network.ts';
import { node, result } from '../wire/nodes.ts';
import type { Phone } from '../phone/phone.ts';

/** `usync`: who of these is on WhatsApp, with which devices and which LID. */
export function answerUsync(network: Network, connection: Connection, query: BinaryNode): void {
  const usync = getBinaryNodeChild(query, 'usync');
  const asked = getBinaryNodeChild(usync, 'query')?.content;
  const protocols = new Set(Array.isArray(asked) ? asked.map(({ tag }) => tag) : []);
  const users = getBinaryNodeChildren(getBinaryNodeChild(usync, 'list'), 'user');
  const list = users.map((user) => describe(network, user, protocols));
  const content = [node('result'), node('list', {}, list)];
  connection.send(result(query, [node('usync', { ...usync?.attrs }, content)]));
}

function describe(network: Network, user: BinaryNode, protocols: ReadonlySet<string>): BinaryNode {
  const jid = user.attrs.jid ?? jidOfContact(user);
  const phone = network.phoneOf(jid);
  const parts: BinaryNode[] = [];
  if (protocols.has('contact')) parts.push(node('contact', { type: phone ? 'in' : 'out' }));
  if (protocols.has('devices') && phone) parts.push(node('devices', {}, [deviceList(phone)]));
  if (protocols.has('lid') && phone && jidDecode(jid)?.server !== 'lid') parts.push(node('lid', { val: phone.lid }));
  return node('user', { jid }, parts);
}

/** The contact protocol names a user by phone number: `<contact>+62811…</contact>`. */
function jidOfContact(user: BinaryNode): string {
  const content = getBinaryNodeChild(user, 'contact')?.content;
  const text = content instanceof Uint8Array ? Buffer.from(content).toString() : String(content ?? '');
  return jidEncode(text.replace(/\D/g, ''), 's.whatsapp.net');
}

function deviceList(phone: Phone): BinaryNode {
  const companions = [...phone.companions.keys()].map((id) =>
    node('device', { id: String(id), 'key-index': String(id) }),
  );
  return node('device-list', {}, [node('device', { id: '0' }), ...companions]);
}
