import { constructFromEvents, parseEvents } from "js-yaml";

/** The parser has no bound of its own, and spends up to 90 bytes on each character: a list of commas is the worst. */
const MOST_CHARACTERS = 8 * 1024 * 1024;
/** Words, and beginnings and ends of mappings and lists: of 10,000 integrations with a check each there are 190,000. */
const MOST_EVENTS = 1_000_000;

/**
 * The plain data of one YAML document, fast and without a trace of where anything stood. Undefined where there is
 * something to tell, or where aliases might multiply: `parseDocument` then tells, or reads them with care.
 */
export function parsePlain(text: string): unknown {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    const events = parseEvents(text, {});
    if (events.length > MOST_EVENTS) return undefined;
    const [document, ...others] = constructFromEvents(events, { source: text, maxAliases: 0 });
    return others.length === 0 ? document : undefined;
  } catch {
    return undefined;
  }
}
