export { redisWire, type RedisWire } from './redis-wire.ts';
