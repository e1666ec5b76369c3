/** How many labs may be open side by side. */
export interface LabCount {
  /** This many start at once, however busy the machine is. */
  readonly least: number;
  /** Up to this many while the processors have time for them. */
  readonly most: number;
}

/** One lab after another, in the pool. */
export interface PoolMember {
  /** Reports that its lab is at work, so that another may be opened. */
  begun(): void;
  /** Whether it must leave, because the machine is too busy; asked between two cases. */
  isSurplus(): boolean;
}

/** Whether the number of labs follows the load. In virtual time, whoever wakes to look at it costs more than the look. */
export function isElastic({ least, most }: LabCount): boolean {
  return most > least;
}

export interface PoolOptions {
  readonly count: LabCount;
  /** The share of the processors that was idle in the last ms, 0 to 1; null while not known. */
  readonly idleShare: (windowMs: number) => number | null;
  /** Whether another member would find work. */
  readonly hasWork: () => boolean;
  readonly pace?: PoolPace;
}

interface PoolPace {
  /** Interval between attempts to start another member, and the time whose idle share counts. */
  readonly growMs: number;
  /** Time without idle processors after which a member leaves; longer than it takes to settle. */
  readonly shrinkMs: number;
}

const defaultPace: PoolPace = { growMs: 250, shrinkMs: 4000 };

/** Opening a lab takes half of a processor's second: two processors are then busy by a quarter. */
const idleToGrow = 0.25;

/** Below this share nothing is idle: cases wait for processors, and deadlines pass. */
const idleToShrink = 0.01;

/**
 * Runs members side by side until none has work. The least number starts at once. Each further one
 * starts when the one before is at work and the processors have time, so that the first, whose cases
 * wait longest, need not share them with labs that are being opened; and members leave where there
 * turn out to be too many.
 *
 * @returns how each ended.
 */
export async function runPool(
  options: PoolOptions,
  run: (member: PoolMember) => Promise<void>,
): Promise<readonly PromiseSettledResult<void>[]> {
  const { count, idleShare, hasWork, pace = defaultPace } = options;
  const members = startMembers({ ...options, pace }, run);
  const grow = () => {
    const hasRoom = members.isSettled() && members.running() < count.most;
    if (hasRoom && hasWork() && (idleShare(pace.growMs) ?? 0) > idleToGrow) {
      members.start();
    }
  };
  for (let member = 0; member < count.least; member += 1) {
    members.start();
  }
  if (count.least > 0) {
    const growing = isElastic(count) ? setInterval(grow, pace.growMs) : undefined;
    await members.allEnded;
    clearInterval(growing);
  }
  return members.ended;
}

interface Members {
  start(): void;
  running(): number;
  /** Whether none is opening its lab or leaving, and none has failed. */
  isSettled(): boolean;
  readonly ended: readonly PromiseSettledResult<void>[];
  /** Resolves when none runs any more. */
  readonly allEnded: Promise<void>;
}

function startMembers(
  { count, idleShare, pace }: PoolOptions & { readonly pace: PoolPace },
  run: (member: PoolMember) => Promise<void>,
): Members {
  const ended: PromiseSettledResult<void>[] = [];
  const running = new Set<MemberState>();
  const { promise: allEnded, resolve } = Promise.withResolvers<void>();
  let changedAtMs = performance.now();
  const countOf = (state: MemberState["state"]) =>
    [...running].filter((member) => member.state === state).length;
  const isTooMany = () => {
    const isSettled = performance.now() - changedAtMs > pace.shrinkMs;
    const isBusy = (idleShare(pace.shrinkMs) ?? 1) < idleToShrink;
    return isSettled && isBusy && running.size - countOf("leaving") > count.least;
  };
  return {
    running: () => running.size,
    isSettled: () =>
      countOf("opening") === 0 &&
      countOf("leaving") === 0 &&
      !ended.some(({ status }) => status === "rejected"),
    ended,
    allEnded,
    start() {
      const member: MemberState = { state: "opening" };
      running.add(member);
      changedAtMs = performance.now();
      const begun = () => {
        member.state = member.state === "opening" ? "working" : member.state;
      };
      const isSurplus = () => {
        if (member.state !== "leaving" && isTooMany()) {
          member.state = "leaving";
          changedAtMs = performance.now();
        }
        return member.state === "leaving";
      };
      void Promise.allSettled([run({ begun, isSurplus })]).then(([result]) => {
        running.delete(member);
        ended.push(result);
        if (running.size === 0) {
          resolve();
        }
      });
    },
  };
}

interface MemberState {
  state: "opening" | "working" | "leaving";
}
