/** The subject of an image: a pass id and the text its code carries. A getter will do for the text: it is not read for a census. */
export interface Subject {
  id: bigint;
  text: string;
}

/**
 * The passes that should have an image: those with `from <= id <= to`, in any order. It is asked shard by shard, again after
 * writing, and must answer from the present: that is how a pass deleted meanwhile stays deleted.
 */
export type Subjects = (range: { from: bigint; to: bigint }) => AsyncIterable<Subject>;
