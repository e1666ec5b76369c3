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
  { count, idleShare, hasWork, pace = defaultPace }: PoolOptions,
  run: (member: PoolMember) => Promise<void>,
): Promise<readonly PromiseSettledResult<void>[]> {
  const ended: PromiseSettledResult<void>[] = [];
  const { promise: allEnded, resolve } = Promise.withResolvers<void>();
  let running = 0;
  let opening = 0;
  let leaving = 0;
  let changedAtMs = performance.now();

  const start = () => {
    running += 1;
    opening += 1;
    changedAtMs = performance.now();
    let isOpening = true;
    let isLeaving = false;
    const begun = () => {
      opening -= isOpening ? 1 : 0;
      isOpening = false;
    };
    const isSurplus = () => {
      const isSettled = performance.now() - changedAtMs > pace.shrinkMs;
      const isBusy = (idleShare(pace.shrinkMs) ?? 1) < idleToShrink;
      if (!isLeaving && isSettled && isBusy && running - leaving > count.least) {
        isLeaving = true;
        leaving += 1;
        changedAtMs = performance.now();
      }
      return isLeaving;
    };
    const member = run({ begun, isSurplus });
    void Promise.allSettled([member]).then(([result]) => {
      begun();
      running -= 1;
      leaving -= isLeaving ? 1 : 0;
      ended.push(result);
      if (running === 0) {
        resolve();
      }
    });
  };

  const grow = () => {
    const failed = ended.some(({ status }) => status === "rejected");
    const hasRoom = running < count.most && opening === 0 && leaving === 0 && !failed;
    if (hasRoom && hasWork() && (idleShare(pace.growMs) ?? 0) > idleToGrow) {
      start();
    }
  };

  for (let member = 0; member < count.least; member += 1) {
    start();
  }
  if (count.least > 0) {
    const growing = setInterval(grow, pace.growMs);
    await allEnded;
    clearInterval(growing);
  }
  return ended;
}
