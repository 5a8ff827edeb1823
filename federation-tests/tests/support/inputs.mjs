// What becomes of each example of pasture/inputs.py that is not simply taken: left the set and the case, right what it is
// answered with, and how it is counted where it is answered with 202.

/** How many examples the two packages have. */
export const NUMBERS = [262, 79];

/** An activity without an actor, id or type, or about an object without an id, is none. */
const NONE = "400";
/** An object that does not say that it is its sender's. */
const WHOSE = "403";
/** A type that nobody here would see, or none. */
const NOTHING = "202 ignored";

export const EXPECTED = {
  "pasture/necessary_properties: 1": NONE,
  "pasture/necessary_properties: 3": WHOSE,
  "pasture/necessary_properties: 4": NOTHING,
  // Place, Profile, Relationship, Tombstone, and no type.
  "pasture/object_types: 7": NOTHING,
  "pasture/object_types: 8": NOTHING,
  "pasture/object_types: 9": NOTHING,
  "pasture/object_types: 10": NOTHING,
  "pasture/object_types: 13": NOTHING,
  "funfedi/create_activity: null actor": NONE,
  "funfedi/create_activity: null id": NONE,
  "funfedi/create_activity: null type": NONE,
  "funfedi/create_activity: without actor": NONE,
  "funfedi/create_activity: without id": NONE,
  "funfedi/create_activity: without type": NONE,
  "funfedi/necessary_properties: without attributedTo": WHOSE,
  "funfedi/necessary_properties: without type": NOTHING,
  "funfedi/necessary_properties_notes: without attributedTo": WHOSE,
  "funfedi/necessary_properties_notes: without type": NOTHING,
  "funfedi/necessary_properties_polls: without attributedTo": WHOSE,
  "funfedi/necessary_properties_polls: without type": NOTHING,
};
