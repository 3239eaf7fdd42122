import { describe, expect, test } from 'vitest';
import { sceneOf, type Session } from '../src/routes/(staff)/admin/whatsapp/session.ts';

const session = (given: Partial<Session>): Session => ({
  ...{ id: 1, name: 'utama', isDefault: true, status: 'stopped', linkedPhone: null, linkedName: null },
  ...{ failureReason: null, statusAt: new Date(), gatewayUp: true, waiting: 0, actions: ['stop', 'restart', 'pair'] },
  ...given,
});

describe('what the card of a WhatsApp session is about', () => {
  test.each<[string, Partial<Session>, boolean, string]>([
    ['a session never started invites to start it', { actions: ['start'] }, false, 'stopped'],
    ['started, before the gateway has said a word', { status: 'stopped' }, false, 'starting'],
    ['the code is not there yet', { status: 'connecting' }, false, 'starting'],
    ['the code is on show', { status: 'pairing' }, true, 'code'],
    ['between two codes', { status: 'pairing' }, false, 'starting'],
    ['linked: whatever code is left is hidden', { status: 'connected' }, true, 'linked'],
    ['failed: the reason and what to do', { status: 'failed', failureReason: 'banned' }, false, 'trouble'],
    ['the connection is lost', { status: 'disconnected' }, false, 'trouble'],
    ['stopped by the admin after a failure', { status: 'failed', actions: ['start'] }, false, 'stopped'],
    ['wanted, but nobody is there to do it', { status: 'connecting', gatewayUp: false }, false, 'no_gateway'],
    ['nobody is there, and nobody is wanted', { actions: ['start'], gatewayUp: false }, false, 'stopped'],
  ])('%s', (_, given, hasCode, scene) => {
    expect(sceneOf(session(given), hasCode)).toBe(scene);
  });
});
