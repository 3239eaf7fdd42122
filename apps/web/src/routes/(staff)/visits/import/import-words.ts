import { m } from '#lib/paraglide/messages.js';

export const IMPORT_WORDS = {
  queued: m.import_status_queued,
  running: m.import_status_running,
  done: m.import_status_done,
  cancelled: m.import_status_cancelled,
};

export const ROW_WORDS = {
  pending: m.import_row_pending,
  booked: m.import_row_booked,
  failed: m.import_row_failed,
  skipped: m.import_row_skipped,
};

export const COLUMN_WORDS = {
  name: m.host_field_name,
  phone: m.host_field_phone,
  date: m.host_field_date,
  time: m.host_field_time,
  purpose: m.host_field_purpose,
  host: m.host_fact_host,
  email: m.host_field_email,
  companions: m.host_field_companions,
  language: m.host_field_language,
};
