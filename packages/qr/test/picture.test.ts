import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import sharp, { type Region, type Stats } from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderPassPicture, type PictureLanguage } from '../src/index.ts';
import { findFont } from '../src/picture/fonts.ts';
import { shapeLine } from '../src/picture/shape-line.ts';
import { wrapText } from '../src/picture/wrap-text.ts';
import { readWithZbar, readWithZxing } from './decode.ts';
import { PICTURE } from './pictures.ts';

/** Sixty characters each, or as many as such a name has. */
const LONG_NAMES = {
  Latin: 'Jean-Christophe-Maximilien de La Rochefoucauld-Montbazon-Œu',
  'one word': 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis',
  capitals: 'WWWWWWWWWWWWWWW WWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMMMMMMMMMMMM',
  Vietnamese: 'Nguyễn Thị Ánh Nguyệt Trần Đình Phước Huỳnh Ngọc Quỳnh Như Ý',
  Cyrillic: 'Владимир Владимирович Константинопольский-Преображенский-Орло',
  Arabic: 'محمد عبد الله بن عبد الرحمن بن سليمان الحسيني الهاشمي القرشي',
  Hebrew: 'אברהם יצחק הכהן קוק בן שלמה זלמן הלוי מירושלים עיר הקודש ת״ו',
  Devanagari: 'श्रीमती लक्ष्मीबाई क्षत्रिय राजपूत महाराणी विद्याधर त्रिपाठी',
  Bengali: 'শ্রী রবীন্দ্রনাথ ঠাকুর বন্দ্যোপাধ্যায় মুখোপাধ্যায় চট্টোপাধ্যায়',
  Tamil: 'சுப்பிரமணியன் கிருஷ்ணமூர்த்தி வெங்கடேஸ்வரன் ராமச்சந்திரன் அய்யர்',
  Thai: 'กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยามหาดิลกภพนพรัตนราชธา',
  Khmer: 'សម្តេចព្រះនរោត្តមសីហនុព្រះមហាវីរក្សត្រជាតិព្រះបិតាឯករាជ្យ',
  Javanese: 'ꦱꦸꦮꦂꦤꦶ ꦲꦤꦕꦫꦏ ꦢꦠꦱꦮꦭ ꦥꦝꦗꦪꦚ ꦩꦒꦧꦛꦔ ꦏꦿꦶꦱ꧀ꦤ ꦱꦸꦮꦂꦤꦶ ꦲꦤꦕꦫꦏ ꦢꦠꦱꦮꦭ ꦥꦝꦗꦪꦚ',
  Chinese:
    '张伟明王小明李国强陈志远黄文华刘德华周星驰吴宗宪郑成功马英九赵子龙孙悟空钱学森冯小刚褚时健卫青蒋介石沈从文韩寒杨过朱元璋',
  Japanese:
    'じゅげむじゅげむごこうのすりきれかいじゃりすいぎょのすいぎょうまつうんらいまつふうらいまつくうねるところにすむところ',
  Korean:
    '김수한무거북이와두루미삼천갑자동방삭치치카포사리사리센타워리워리세브리깡무두셀라구름이허리케인에담벼락서생원에고양이',
};

describe('the picture of a pass', () => {
  it.each(['id', 'en', 'fr'] as PictureLanguage[])(
    'in "%s" is scanned from a phone, also as the JPEG WhatsApp makes of it',
    async (language) => {
      const picture = await renderPassPicture({ ...PICTURE, language });
      const onPhone = await sharp(picture).resize(360).jpeg({ quality: 60 }).toBuffer();
      const images = [picture, await sharp(onPhone).png().toBuffer()];
      expect(readWithZbar(images)).toEqual([PICTURE.text, PICTURE.text]);
      for (const image of images) expect(await readWithZxing(image)).toBe(PICTURE.text);
    },
  );

  it('speaks three languages, and shows a logo and a place only where there are some', async () => {
    const sizes = new Map<string, number>();
    for (const language of ['id', 'en', 'fr'] as const)
      sizes.set(hash(await renderPassPicture({ ...PICTURE, language })), 1);
    expect(sizes.size).toBe(3);
    const { place: _place, ...without } = PICTURE;
    const logo = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#00ff00' } })
      .png()
      .toBuffer();
    const heights = await Promise.all(
      [without, PICTURE, { ...PICTURE, logo }].map((picture) => renderPassPicture(picture).then(heightOf)),
    );
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(new Set(heights).size).toBe(3);
    const { dominant } = await statsOf(await renderPassPicture({ ...PICTURE, logo }), {
      left: 490,
      top: 100,
      width: 100,
      height: 40,
    });
    expect(dominant).toMatchObject({ r: 8, g: 248, b: 8 });
  });

  it('is the same on a machine without fonts', async () => {
    const child = fileURLToPath(new URL('picture-child.ts', import.meta.url));
    const env = { PATH: process.env.PATH ?? '', FONTCONFIG_FILE: '/dev/null', HOME: '/nowhere' };
    expect(
      execFileSync(process.execPath, [child], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ).toBe(hash(await renderPassPicture(PICTURE)));
  });

  it('keeps within its margins whatever the names', async () => {
    const [first, ...others] = Object.values(LONG_NAMES);
    for (const name of [first ?? '', ...others.slice(0, 3)]) {
      const picture = await renderPassPicture({ ...PICTURE, organisation: name, guest: name, host: name, place: name });
      const height = await heightOf(picture);
      for (const left of [0, 1080 - 60]) {
        const { channels } = await statsOf(picture, { left, top: 420, width: 60, height: height - 420 });
        expect(channels.map(({ min }) => min)).toEqual([255, 255, 255]);
      }
      expect(readWithZbar([picture])).toEqual([PICTURE.text]);
    }
  });
});

describe('a name of 60 characters', () => {
  const style = { width: 920, sizes: [68, 60, 52, 44], maxLines: 2, weight: 600 } as const;

  it.each(Object.entries(LONG_NAMES))(
    'in %s has a glyph for each character, and no line runs over',
    async (_, name) => {
      expect([...name].length).toBeGreaterThanOrEqual(57);
      for (const character of name)
        if (!/\p{M}/u.test(character)) expect(await findFont(character, 600), character).toBeDefined();
      const { lines, size } = await wrapText(name, style);
      for (const { width } of lines) expect(width * size).toBeLessThanOrEqual(style.width);
      expect(lines.length).toBeLessThanOrEqual(4);
      expect(size).toBeGreaterThanOrEqual(44);
      // All of it is there: the lines together are as long as the whole, but for the spaces where they part.
      const whole = (await shapeLine(name, 600)).width;
      const parts = lines.reduce((sum, { width }) => sum + width, 0);
      expect(Math.abs(whole - parts)).toBeLessThan(0.3 * (lines.length - 1) + whole * 0.02);
    },
  );

  it('is drawn from right to left where it is so written, digits excepted', async () => {
    const outlines = async (text: string) => (await shapeLine(text, 400)).glyphs.map(({ outline }) => outline());
    const [alef] = await outlines('א');
    const [bet] = await outlines('ב');
    const [one, two] = await outlines('12');
    const [space] = await outlines(' ');
    expect(await outlines('אב 12')).toEqual([one, two, space, bet, alef]);
    expect(await outlines('אב')).toEqual([bet, alef]);
  });

  it('cannot turn its neighbours around with invisible signs, and loses only its emoji', async () => {
    const drawn = async (text: string) =>
      (await wrapText(text, style)).lines.map(({ glyphs }) =>
        glyphs.map(({ outline, ...place }) => ({ ...place, outline: outline() })),
      );
    expect(await drawn('\u202EBudi\n Santoso\u0000')).toEqual(await drawn('Budi Santoso'));
    expect(await drawn('Budi🎉')).toEqual(await drawn('Budi'));
    expect(await drawn(' \n ')).toEqual([]);
  });
});

function hash(picture: Buffer): string {
  return createHash('sha256').update(picture).digest('hex');
}

/** sharp's statistics are of the input, whatever is done to it after: so the part is cut out first. */
async function statsOf(picture: Buffer, part: Region): Promise<Stats> {
  return sharp(await sharp(picture).extract(part).toBuffer()).stats();
}

async function heightOf(picture: Buffer): Promise<number> {
  return (await sharp(picture).metadata()).height;
}
