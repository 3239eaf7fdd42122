import { describe, expect, test } from 'vitest';
import { RecentNews } from '../src/lib/recent-news.ts';

describe('news for a page that is still being loaded', () => {
  const start = () => {
    const clock = { now: 1_000_000 };
    return { clock, news: new RecentNews<string>(() => clock.now) };
  };

  test('is kept however long the page takes, from the tap on', () => {
    const { clock, news } = start();
    news.add('at the tap');
    clock.now += 300;
    news.beginLoad();
    clock.now += 20_000;
    news.add('while it was loaded');
    expect(news.items()).toEqual(['at the tap', 'while it was loaded']);
  });

  test('is nothing to the pages after it', () => {
    const { clock, news } = start();
    news.beginLoad();
    news.add('seen');
    news.endLoad();
    clock.now += 2000;
    news.beginLoad();
    expect(news.items()).toEqual([]);
  });

  test('does not pile up when a navigation never ends', () => {
    const { news } = start();
    news.beginLoad();
    for (let index = 0; index < 1000; index += 1) news.add(String(index));
    expect(news.items()).toHaveLength(100);
    expect(news.items().at(-1)).toBe('999');
  });
});
