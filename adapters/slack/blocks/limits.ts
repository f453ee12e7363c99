/**
 * What Slack takes, as its Block Kit reference and `@slack/types` say it.
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export const limits = {
  message: {
    blocks: 50,
    /** Of the text beside the blocks: chat.update refuses more than 4,000 (`msg_too_long`). */
    text: 3900,
    /**
     * Of all blocks together, as JSON: chat.postMessage answers `msg_blocks_too_long`, which no page explains. 13,297 characters
     * of one markdown block were the most that passed (slackapi/bolt-js #2509), with other blocks fewer (#2867).
     */
    json: 13_000,
  },
  view: { blocks: 100, bytes: 250_000, title: 24, metadata: 3000 },
  id: 255,
  section: { text: 3000, fields: 10, field: 2000 },
  header: 150,
  actions: 25,
  button: { text: 75, value: 2000, url: 3000, accessibility: 75 },
  option: { text: 75, value: 75 },
  /** Radio buttons and checkboxes. */
  ticks: 10,
  select: { options: 100, groups: 100, placeholder: 150 },
  /** Selects take 3,000 characters in the length of an input. */
  input: { length: 3000, label: 2000, hint: 2000 },
  image: { alternative: 2000, url: 3000 },
  files: 10,
} as const
