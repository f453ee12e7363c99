import { createHash } from 'node:crypto'

/**
 * The id that the container of a posted message carries, made of the message's key: by it a message is found again when it is
 * not known whether Discord took it. Far above the ids that Discord itself gives to components.
 */
export function markOf(key: string): number {
  const hash = createHash('sha256').update(key).digest().readUInt32BE(0)
  return (hash % 0x40_00_00_00) + 0x3f_ff_ff_ff
}
