export { connectQueue, connectRedis, within, type RedisOptions } from './connection.ts';
export { createConsumer, type Consumer, type Handlers } from './consumer.ts';
export {
  CARDS_QUEUE,
  HEAL_QUEUE,
  IMPORT_QUEUE,
  JOBS,
  MAIL_QUEUE,
  NIGHT_QUEUE,
  UPKEEP_QUEUE,
  whatsappQueue,
  type JobName,
  type JobPayload,
} from './contracts.ts';
export { createProducer, type Jobs, type Producer } from './producer.ts';
