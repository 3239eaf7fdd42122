import type { Actor } from '@sowan/core';

declare global {
  namespace App {
    interface Locals {
      actor: Actor;
      sessionId: string | null;
    }
    interface PageData {
      me?: { name: string; role: 'admin' | 'host' | 'receptionist' } | null;
    }
  }
}

export {};
