export type { ChatMessage, MediaFile, MessageKind, MessageStatus } from './phone/chat-log.ts';
export type { CounterSnapshot, DeviceCounters, PhoneCounters } from './counters.ts';
export type { ConnectionSummary, DeviceAddress, SimulatorEventMap, SimulatorEvents } from './events.ts';
export type { Fault, FaultInput, FaultKind } from './faults/schema.ts';
export type { Sendable } from './phone/send.ts';
export type { Simulator, SimulatorOptions } from './simulator-api.ts';
export { startSimulator } from './simulator.ts';
