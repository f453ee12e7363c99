import { z } from 'zod'

/** A text object without markup, of at most so many characters (as they are sent: `&amp;` counts five). */
export const plainText = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  })

const markedText = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  })

/** A text object of either kind. */
export const anyText = (max: number) =>
  z.discriminatedUnion('type', [plainText(max), markedText(max)])

/** Only with markup: titles of cards. */
export const onlyMarked = markedText

/** block_id, action_id, callback_id, external_id. */
export const identifier = z.string().min(1).max(255)

/** Where a link leads. */
export const link = z
  .string()
  .max(3000)
  .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be a URL')

export const confirmDialog = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
})

const choice = {
  value: z.string().max(75).optional(),
  description: plainText(75).optional(),
}

/** One choice of a select. */
export const selectOption = z.strictObject({ text: plainText(75), ...choice })

/** One choice of radio buttons or checkboxes: markup is allowed. */
export const tickOption = z.strictObject({
  text: anyText(75),
  ...choice,
  description: anyText(75).optional(),
})

export const overflowOption = z.strictObject({
  text: plainText(75),
  ...choice,
  url: link.optional(),
})

export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(selectOption).min(1).max(100),
})
