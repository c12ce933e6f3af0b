/** What a Prometheus, or whatever speaks its API, answers. */
export interface Series {
  metric: Record<string, string>;
  values: [at: number, value: string][];
}
export interface Range {
  start: number;
  end: number;
  step: number;
}

interface Answer {
  error?: string;
  data?: { result: (Partial<Series> & { metric: Record<string, string>; value?: [number, string] })[] };
}

/** Throws with the server's objection. */
export const queryRange = (url: string, expr: string, { start, end, step }: Range): Promise<Series[]> =>
  ask(`${url}/api/v1/query_range`, { query: expr, start: `${start}`, end: `${end}`, step: `${step}` });

/** A vector as series of one value. Throws with the server's objection. */
export const queryInstant = (url: string, expr: string, time: number): Promise<Series[]> =>
  ask(`${url}/api/v1/query`, { query: expr, time: `${time}` });

async function ask(address: string, parameters: Record<string, string>): Promise<Series[]> {
  const response = await fetch(address, { method: "POST", body: new URLSearchParams(parameters) });
  const { error, data } = (await response.json()) as Answer;
  if (!data) throw new Error(`${error}: ${parameters.query}`);
  return data.result.map(({ metric, value, values = value ? [value] : [] }) => ({ metric, values }));
}
