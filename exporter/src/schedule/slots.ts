/** A cap on what runs at once; the rest waits in the order in which it came. */
export interface Slots {
  readonly running: number;
  readonly waiting: number;
  limit: number;
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createSlots(limit: number): Slots {
  const queue: (() => void)[] = [];
  let running = 0;

  const admit = () => {
    while (running < slots.limit && queue.length > 0) {
      running += 1;
      queue.shift()?.();
    }
  };

  const slots: Slots = {
    limit,
    get running() {
      return running;
    },
    get waiting() {
      return queue.length;
    },
    async run(task) {
      if (queue.length === 0 && running < slots.limit) running += 1;
      else
        await new Promise<void>((resolve) => {
          queue.push(resolve);
          admit();
        });
      try {
        return await task();
      } finally {
        running -= 1;
        admit();
      }
    },
  };
  return slots;
}
