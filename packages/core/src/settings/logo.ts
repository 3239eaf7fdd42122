import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { inTransaction, schema, type Db } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { forgetSettings } from './recent.ts';

const { pictures, settings } = schema;
const NAME = 'logo';
/** The setting that changes with every logo, so that browsers may keep each for good. */
const VERSION = 'logoVersion';
const MOST_LOGO_BYTES = 4 * 1024 * 1024;
const MOST_PIXELS = 50_000_000;
const SIDE = 512;

/**
 * Keeps a picture (PNG, JPEG, WebP or SVG, at most 4 MiB) as the school's logo, drawn anew as a PNG of at most 512 pixels a
 * side: nothing that was hidden in the file stays. Throws INVALID `picture_invalid`, `picture_too_large`.
 */
export async function setLogo(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, given: Uint8Array): Promise<void> {
  authorise(ctx.actor, 'settings.manage');
  if (given.byteLength > MOST_LOGO_BYTES) throw new DomainError('INVALID', 'picture_too_large', { field: 'logo' });
  const bytes = await drawn(given);
  await keep(ctx, { contentType: 'image/png', bytes });
}

/** The school is shown by its name alone again. */
export async function removeLogo(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<void> {
  authorise(ctx.actor, 'settings.manage');
  await keep(ctx, null);
}

/** The logo as it is served, null when there is none. */
export async function readLogo(db: Db): Promise<{ contentType: string; bytes: Buffer } | null> {
  const row = await db.query.pictures.findFirst({
    where: eq(pictures.name, NAME),
    columns: { contentType: true, bytes: true },
  });
  return row ?? null;
}

async function drawn(given: Uint8Array): Promise<Buffer> {
  try {
    return await sharp(given, { limitInputPixels: MOST_PIXELS })
      .rotate()
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer();
  } catch {
    throw new DomainError('INVALID', 'picture_invalid', { field: 'logo' });
  }
}

async function keep(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  logo: { contentType: string; bytes: Buffer } | null,
): Promise<void> {
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    if (logo) {
      const row = { ...logo, updatedAt: now };
      await tx
        .insert(pictures)
        .values({ name: NAME, ...row })
        .onDuplicateKeyUpdate({ set: row });
    } else await tx.delete(pictures).where(eq(pictures.name, NAME));
    const version = {
      value: logo ? String(now.getTime()) : '',
      updatedBy: requireUser(ctx.actor).id,
      updatedAt: now,
    };
    await tx
      .insert(settings)
      .values({ name: VERSION, ...version })
      .onDuplicateKeyUpdate({ set: version });
    const action = logo ? 'logo.changed' : 'logo.removed';
    await recordAudit(tx, ctx.actor, now, { action, subject: { type: 'settings', id: null } });
  });
  forgetSettings(ctx.db);
}
