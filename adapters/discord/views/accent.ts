import type { Message } from '#src/chat/contract.ts'

const colours = { good: 0x2f_9e_44, calm: 0x86_8e_96, bad: 0xc9_2a_2a } as const
const running = 0x1c_7e_d6

/** The colour at the side of a message: green, grey or red once it ended, blue until then. */
export function accentOf(tone: Message['tone']): number {
  return tone === undefined ? running : colours[tone]
}
