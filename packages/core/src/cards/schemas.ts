import { z } from 'zod';
import { schema } from '@sowan/db';

/** A card's year, as YEAR columns and people would write it. */
export const yearSchema = z.coerce.number().int().min(2000, 'year_invalid').max(2155, 'year_invalid');
export const channelsSchema = z.enum(schema.CARD_RUN_CHANNELS);
