/** The phones of the simulator, live. The phone that is open is named in the address: `/#628111000001`. */

const byId = (id) => document.getElementById(id);
const TICKS = { sent: '✓ sent', delivered: '✓✓ delivered', read: '✓✓ read' };
// A link without the full stop that ends its sentence, or *bold* as WhatsApp writes it.
const MARKUP = /(https?:\/\/\S+?)(?=[.,;:!?)]*(?:\s|$))|\*([^*\n]+)\*/g;

let phones = [];
let messages = [];
let number = location.hash.slice(1);

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

const initials = (name) =>
  name
    .replace('+', '')
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join('')
    .toUpperCase();

const nameOf = (wanted) => phones.find((phone) => phone.number === wanted)?.name ?? `+${wanted}`;

function formatted(text) {
  const parts = [];
  let end = 0;
  for (const { 0: match, 1: link, 2: bold, index } of text.matchAll(MARKUP)) {
    parts.push(text.slice(end, index));
    parts.push(
      link
        ? element('a', { href: link, target: '_blank', rel: 'noopener noreferrer', textContent: link })
        : element('strong', { textContent: bold }),
    );
    end = index + match.length;
  }
  return [...parts, text.slice(end)];
}

function attachment({ media, kind, text }) {
  if (!media) return null;
  const target = { href: media.url, target: '_blank', rel: 'noopener' };
  if (kind === 'image') return element('a', target, element('img', { src: media.url, alt: text ?? 'Picture' }));
  return element('a', target, `📄 ${media.fileName ?? 'File'} (${Math.ceil(media.bytes / 1024)} kB)`);
}

function bubble(message) {
  const { id, direction, peer, at, kind, type, text, status } = message;
  const time = new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const about = direction === 'in' ? `${nameOf(peer)} · ${time}` : `to ${nameOf(peer)} · ${time} · ${TICKS[status]}`;
  const body = kind === 'other' ? [`(${type})`] : formatted(text ?? '');
  return element(
    'li',
    { id: `message-${direction}-${id}`, className: direction },
    attachment(message),
    ...body,
    element('small', { textContent: about }),
  );
}

function showPhones() {
  const items = phones.map((phone) => {
    const online = phone.devices.some((device) => device.online);
    const state = phone.devices.length === 0 ? '' : online ? ' · linked' : ' · offline';
    const label = element('span', {}, phone.name, element('small', { textContent: `+${phone.number}${state}` }));
    const unread = phone.unread > 0 ? element('span', { className: 'badge', textContent: phone.unread }) : null;
    const button = element('button', { onclick: () => open(phone.number) }, avatar(phone.name), label, unread);
    button.setAttribute('aria-current', String(phone.number === number));
    return element('li', {}, button);
  });
  byId('phones').replaceChildren(...items);
}

const avatar = (name) => element('span', { className: 'avatar', textContent: initials(name), ariaHidden: 'true' });

function showPhone() {
  const phone = phones.find((candidate) => candidate.number === number);
  byId('phone').hidden = !phone;
  if (!phone) return;
  byId('avatar').textContent = initials(phone.name);
  byId('name').textContent = phone.name;
  byId('number').textContent = `+${phone.number}`;
  byId('device-count').textContent = `(${phone.devices.length})`;
  byId('devices').replaceChildren(
    ...phone.devices.map(({ device, platform, online }) => {
      const remove = () =>
        act(() => call('DELETE', `/phones/${number}/devices/${device}`), 'The device is logged out.');
      const state = `${platform} · device ${device} · ${online ? 'online' : 'offline'}`;
      return element(
        'li',
        {},
        element('span', { textContent: state }),
        element('button', { onclick: remove }, 'Log out'),
      );
    }),
  );
  const select = byId('send').elements.to;
  const chosen = select.value || messages.at(-1)?.peer;
  const others = phones.filter((other) => other.number !== number);
  select.replaceChildren(...others.map((other) => new Option(other.name, other.number)));
  if (others.some((other) => other.number === chosen)) select.value = chosen;
}

function showMessages() {
  const list = byId('messages');
  const empty = element('li', { className: 'empty', textContent: 'No messages yet.' });
  list.replaceChildren(...(messages.length > 0 ? messages.map(bubble) : [empty]));
  list.scrollTop = list.scrollHeight;
}

async function loadPhones() {
  phones = await call('GET', '/phones');
  if (!phones.some((phone) => phone.number === number)) number = phones[0]?.number ?? '';
  showPhones();
  showPhone();
}

async function open(wanted) {
  number = wanted;
  location.hash = wanted;
  messages = await call('GET', `/phones/${wanted}/messages`);
  byId('send').elements.to.replaceChildren();
  byId('linking').open = false;
  notice('');
  showMessages();
  await look();
}

/** The owner sees what is on the page: read receipts go out. */
async function look() {
  if (number && document.visibilityState === 'visible') await call('POST', `/phones/${number}/read`);
  await loadPhones();
}

const notice = (text) => void (byId('notice').textContent = text);

async function act(action, done) {
  notice('…');
  try {
    await action();
    notice(done);
  } catch (error) {
    notice(error.message);
  }
}

function onSubmit(id, action, done) {
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = Object.fromEntries(new FormData(form));
    void act(async () => {
      await action(fields);
      for (const field of form.querySelectorAll('input, textarea')) field.value = '';
    }, done);
  });
}

function onMessage({ number: owner, message }) {
  if (owner === number) {
    const known = messages.findIndex(({ id, direction }) => id === message.id && direction === message.direction);
    if (known >= 0) messages[known] = message;
    else messages.push(message);
    const shown = known >= 0 && byId(`message-${message.direction}-${message.id}`);
    if (shown) shown.replaceWith(bubble(message));
    else showMessages();
  }
  const isNew = owner === number && message.direction === 'in' && message.status !== 'read';
  void (isNew ? look() : loadPhones());
}

const LINKED = 'Linked. The device is connecting.';
byId('scan-screen').onclick = () => act(() => call('POST', `/phones/${number}/scan`, {}), LINKED);
onSubmit('scan', ({ qr }) => call('POST', `/phones/${number}/scan`, { qr }), LINKED);
onSubmit('code', ({ code }) => call('POST', `/phones/${number}/code`, { code }), LINKED);
onSubmit('send', ({ to, text }) => call('POST', `/phones/${number}/send`, { to, text }), '');
onSubmit(
  'add',
  ({ number: added, name }) => call('POST', '/phones', { number: added.replace(/\D/g, ''), ...(name && { name }) }),
  'The phone is added.',
);
addEventListener('hashchange', () => location.hash.slice(1) !== number && open(location.hash.slice(1)));
document.addEventListener('visibilitychange', () => void look());

const events = new EventSource('/events');
events.addEventListener('message', ({ data }) => onMessage(JSON.parse(data)));
events.addEventListener('phones', () => void loadPhones());
// After a lost connection the page shows what it missed.
events.addEventListener('open', async () => {
  await loadPhones();
  if (number) await open(number);
});
