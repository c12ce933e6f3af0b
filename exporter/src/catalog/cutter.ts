const NEWLINE = 10;

/** Cuts a stream of bytes into its lines: takes it in pieces, and tells of each line that is whole, without its end. */
export function createCutter(onLine: (line: Buffer) => void): (piece: Buffer) => void {
  /** Of a line that is not whole yet; joined once, when it is. */
  let begun: Buffer[] = [];
  return (piece) => {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      const last = piece.subarray(from, end);
      onLine(begun.length === 0 ? last : Buffer.concat([...begun, last]));
      begun = [];
      from = end + 1;
    }
    if (from < piece.length) begun.push(piece.subarray(from));
  };
}
