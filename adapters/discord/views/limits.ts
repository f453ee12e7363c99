/**
 * What Discord takes.
 * @see https://docs.discord.com/developers/components/reference
 */
export const limits = {
  message: {
    /** Those within others count too. */
    components: 40,
    /** Of all text displays together. */
    text: 4000,
    buttons: 25,
    mentions: 25,
  },
  row: 5,
  section: 3,
  button: { label: 80, url: 512 },
  customId: 100,
  select: { options: 25, placeholder: 150 },
  option: { label: 100, value: 100, description: 100 },
  radios: { least: 2, most: 10 },
  ticks: 10,
  gallery: 10,
  alternative: 1024,
  modal: { title: 45, components: 5 },
  label: { label: 45, description: 100 },
  input: 4000,
  users: 25,
  command: { name: 32, description: 100 },
} as const
