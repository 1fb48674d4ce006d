/** What runs is to go no further for now: it is run again when its job goes on. */
export class Suspended extends Error {}
