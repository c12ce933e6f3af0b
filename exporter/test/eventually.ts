const PAUSE_MS = 50;

/**
 * Looks again and again until what it sees is `enough`, and returns it. Throws with what it saw last once
 * `seconds` have passed.
 */
export async function eventually<T>(
  seconds: number,
  look: () => T | Promise<T>,
  enough: (seen: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (enough(seen)) return seen;
    if (performance.now() > deadline) {
      throw new Error(`not within ${seconds} s, last seen: ${JSON.stringify(seen)?.slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
