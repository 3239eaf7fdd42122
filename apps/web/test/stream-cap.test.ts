import { expect, test } from 'vitest';
import { streamCap } from '../src/lib/server/stream-cap.ts';

test('one address opens so many streams, all together so many, and each that ends makes room for one', () => {
  const cap = streamCap({ all: 3, address: 2 });
  const leave = cap.enter('lobby');
  cap.enter('lobby');
  expect(() => cap.enter('lobby')).toThrow('too_many_streams');
  const leaveHome = cap.enter('home');
  expect(() => cap.enter('elsewhere')).toThrow('too_many_streams');
  leaveHome();
  leaveHome();
  cap.enter('elsewhere');
  expect(() => cap.enter('home')).toThrow('too_many_streams');
  leave();
  cap.enter('lobby');
  expect(() => cap.enter('lobby')).toThrow('too_many_streams');
});
