import { randomInt } from 'node:crypto'

// Without 0 O 1 I L: codes are read aloud and copied from a board.
const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** Six signs in two parts, such as `7Q4-KX2`. */
export function freshRoomCode(): string {
  const [a, b, c, d, e, f] = Array.from({ length: 6 }, sign)
  return `${a}${b}${c}-${d}${e}${f}`
}

/** The code as it is stored, from what somebody typed: small letters, spaces and a missing hyphen are forgiven. */
export function tidyRoomCode(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  return `${letters.slice(0, 3)}-${letters.slice(3, 6)}`
}

function sign(): string {
  return signs.charAt(randomInt(signs.length))
}
