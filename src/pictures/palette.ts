import { mix } from './colour.ts'

/** What a badge of one colour is painted with. White on `field`, `glow`, `ridge` and `valley` is always readable, as is `deep` on `paper`. */
export type Paint = {
  readonly field: string
  readonly glow: string
  readonly ridge: string
  readonly valley: string
  readonly deep: string
  readonly thread: string
  readonly paper: string
}

const dyes = {
  ocean: { field: '#0b5a8c', thread: '#f2a93b' },
  indigo: { field: '#41419f', thread: '#ef8f4c' },
  plum: { field: '#7a2f83', thread: '#e3a93f' },
  raspberry: { field: '#b01d5b', thread: '#f5a25d' },
  brick: { field: '#ab2a2a', thread: '#e8a33d' },
  rust: { field: '#b8430c', thread: '#f4ae45' },
  amber: { field: '#a05c00', thread: '#f3b73e' },
  olive: { field: '#5f6b14', thread: '#f0b23c' },
  forest: { field: '#22693b', thread: '#e5a52f' },
  teal: { field: '#006a68', thread: '#f39b4f' },
  slate: { field: '#49586b', thread: '#eba04a' },
  night: { field: '#22335f', thread: '#e0b04a' },
} as const

/** The name of one of the twelve colours a badge may have. */
export type ColourName = keyof typeof dyes

/** The twelve names, in the order in which a designer offers them. */
export const colourNames: readonly ColourName[] = [
  'ocean',
  'indigo',
  'plum',
  'raspberry',
  'brick',
  'rust',
  'amber',
  'olive',
  'forest',
  'teal',
  'slate',
  'night',
]

/** The paints of a colour: its dye and its thread were chosen by eye, the others are shades of the dye. */
export function paintOf(colour: ColourName): Paint {
  const { field, thread } = dyes[colour]
  return {
    field,
    thread,
    glow: mix(field, '#ffffff', 0.07),
    ridge: mix(field, '#000018', 0.17),
    valley: mix(field, '#000018', 0.34),
    deep: mix(field, '#000010', 0.62),
    paper: '#fbf3e1',
  }
}
