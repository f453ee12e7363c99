/** The parts of the bench, in the order in which they run. */
export const partNames = [
  'votes',
  'slack',
  'discord',
  'awards',
  'credentials',
  'pages',
  'mail',
  'simulate',
] as const

export type PartName = (typeof partNames)[number]
