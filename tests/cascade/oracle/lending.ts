// A lending market by the words of contagion.md 5, one object a borrower and a pool; depth is a line, prices are `F - k V`.

export interface SlowAsset {
  readonly price: number;
  /** Undefined: trades at its price, always. */
  readonly slope: number | undefined;
  readonly path: readonly number[];
  readonly decayPerTick: number;
  readonly permanentShare: number;
  readonly ceiling?: { readonly price: number; readonly growthPerSecond: number };
  readonly threshold: number;
  readonly thresholdPath: Readonly<Record<number, number>>;
  readonly bonus: { readonly most: number; readonly share: number; readonly fullAt: number };
  readonly oracle: { readonly rule: string; readonly ticks?: number; readonly cap?: number };
}
export interface SlowPool {
  readonly asset: number;
  readonly curve: { readonly kink: number; readonly slope1: number; readonly slope2: number };
  readonly reserveFactor: number;
  readonly cash: number;
  readonly borrowed: number;
  readonly withdraw: Readonly<Record<number, number>>;
  readonly repay: Readonly<Record<number, number>>;
  readonly deposit: Readonly<Record<number, number>>;
}
export interface SlowLending {
  readonly dt: number;
  readonly ticks: number;
  readonly assets: readonly SlowAsset[];
  readonly pools: readonly SlowPool[];
  readonly borrowers: readonly {
    readonly collateral: Readonly<Record<number, number>>;
    readonly debt: number;
    readonly debtAsset: number;
    /** In place of the assets' own. */
    readonly threshold?: number;
  }[];
  readonly closeFactor:
    | 'all'
    | { readonly target: number }
    | { readonly half: number; readonly fullBelow: number; readonly small: number };
  readonly profit: number;
  readonly minRepay: number;
}

export function slowLending(config: SlowLending) {
  const markets = config.assets.map((asset) => ({
    ...asset,
    perm: 0,
    temp: 0,
    F: 0,
    p: asset.price,
    O: asset.price,
    followed: asset.price,
    LT: asset.threshold,
    seen: [] as number[],
  }));
  const pools = config.pools.map((own) => ({
    ...own,
    K: own.cash,
    B: own.borrowed,
    A: own.cash + own.borrowed,
    R: 0,
    X: 0,
  }));
  const people = config.borrowers.map((own) => ({
    LT: own.threshold,
    debt: own.debt,
    asset: own.debtAsset,
    z: new Map(Object.entries(own.collateral).map(([a, n]) => [Number(a), n])),
  }));
  const of = (asset: number) => pools.find((pool) => pool.asset === asset);
  const total = { profit: 0, badDebt: 0, liquidated: 0 };
  const told = [];
  for (let n = 1; n <= config.ticks; n++) {
    for (const m of markets) {
      m.LT = m.thresholdPath[n] ?? m.LT;
      let said = m.price;
      if (m.slope !== undefined) {
        m.F = m.path[Math.min(n, m.path.length) - 1] ?? m.price;
        m.p = m.F - m.slope * (m.perm + m.temp);
        m.seen.push(m.p);
        const { rule, ticks = 0, cap = 0 } = m.oracle;
        if (rule === 'last') said = m.p;
        if (rule === 'lagged') said = n <= ticks ? m.price : m.seen[n - 1 - ticks]!;
        if (rule === 'capped')
          said =
            m.followed + Math.sign(m.p - m.followed) * Math.min(cap * m.followed, Math.abs(m.p - m.followed));
      }
      m.followed = said;
      const { price = Infinity, growthPerSecond = 0 } = m.ceiling ?? {};
      m.O = Math.min(said, price * (1 + growthPerSecond * config.dt) ** n);
    }
    const utilisation = pools.map(({ B, K }) => B / (B + K));
    pools.forEach((pool, i) => {
      const { kink, slope1, slope2 } = pool.curve;
      const U = utilisation[i]!;
      const r = U <= kink ? (slope1 * U) / kink : slope1 + (slope2 * (U - kink)) / (1 - kink);
      const factor = (r * config.dt) / 31_536_000;
      for (const one of people) if (one.asset === pool.asset) one.debt *= 1 + factor;
      const I = pool.B * factor;
      pool.B += I;
      pool.A += (1 - pool.reserveFactor) * I;
      pool.R += pool.reserveFactor * I;
      pool.K += pool.deposit[n] ?? 0;
      pool.A += pool.deposit[n] ?? 0;
      const repaid = Math.min(pool.B, pool.repay[n] ?? 0);
      pool.B -= repaid;
      pool.K += repaid;
      pool.X += pool.withdraw[n] ?? 0;
    });
    const health = people.map(({ debt, asset, z, LT }) => {
      let sum = 0;
      for (const [a, amount] of z) sum += amount * markets[a]!.O * (LT ?? markets[a]!.LT);
      return sum / (debt * markets[asset]!.O);
    });
    // What is asked of each, in the order of health.
    const order = [...people.keys()]
      .filter((i) => people[i]!.debt > 0 && health[i]! < 1)
      .sort((a, b) => health[a]! - health[b]! || a - b);
    const room = markets.map(() => 0);
    const acts: { i: number; c: number; x: number; y: number; D: number; worth: number; b: number }[] = [];
    for (const i of order) {
      const { debt, asset, z } = people[i]!;
      const pledged = [...z]
        .filter(([, amount]) => amount > 0)
        .sort(([a, x], [b, y]) => y * markets[b]!.O - x * markets[a]!.O || a - b);
      if (pledged.length === 0) continue;
      const [c, amount] = pledged[0]!;
      const m = markets[c]!;
      const h = health[i]!;
      const { most, share, fullAt } = m.bonus;
      const b = h <= fullAt ? most : most * (share + (1 - share) * ((1 - h) / (1 - fullAt)));
      const D = debt * markets[asset]!.O;
      let x = D;
      const rule = config.closeFactor;
      if (rule !== 'all' && 'half' in rule && h > rule.fullBelow && D > rule.small) x = rule.half * D;
      if (rule !== 'all' && 'target' in rule) {
        const gain = rule.target - (people[i]!.LT ?? m.LT) * (1 + b);
        const wanted = (rule.target * D - h * D) / gain;
        if (gain > 0 && wanted < D) x = wanted;
      }
      let y = Math.min(amount, (x * (1 + b)) / m.O);
      x = Math.min(x, (amount * m.O) / (1 + b));
      const limit = (m.O * (1 + config.profit)) / (1 + b);
      const free =
        m.slope === undefined
          ? m.p >= limit
            ? Infinity
            : 0
          : Math.max(0, (m.F - limit) / m.slope - (m.perm + m.temp)) - room[c]!;
      if (y > Math.max(0, free)) {
        x *= Math.max(0, free) / y;
        y = Math.max(0, free);
      }
      if (x < config.minRepay && y < amount) x = y = 0;
      room[c]! += y;
      acts.push({ i, c, x, y, D, worth: pledged.reduce((sum, [a, own]) => sum + own * markets[a]!.O, 0), b });
    }
    let blocked = 0;
    const shares = pools.map((pool) => {
      const Y = acts.reduce((sum, { c, y }) => (c === pool.asset ? sum + y : sum), 0);
      const claims = pool.X + Y;
      const share = claims > pool.K ? pool.K / claims : 1;
      for (const act of acts) {
        if (act.c !== pool.asset || share === 1) continue;
        blocked += (1 - share) * act.y * markets[act.c]!.O;
        act.y *= share;
        act.x *= share;
      }
      // Not below 0 by rounding, of which nobody could be given a share.
      pool.K = claims > pool.K ? 0 : pool.K - claims;
      pool.A -= share * claims;
      pool.X -= share * pool.X;
      return share;
    });
    const before = total.profit;
    markets.forEach((m, a) => {
      const sales = acts.reduce((sum, { c, y }) => (c === a ? sum + y : sum), 0);
      const purchases = acts.reduce((sum, { i, x }) => (people[i]!.asset === a ? sum + x / m.O : sum), 0);
      const k = m.slope ?? 0;
      const net = sales - purchases;
      // What crosses does so at the price before; the rest pays the middle of its way.
      const rest = m.p - (k * net) / 2;
      const crossed = Math.min(sales, purchases);
      total.profit +=
        crossed * m.p + (sales - crossed) * rest - (crossed * m.p + (purchases - crossed) * rest);
      m.perm += m.permanentShare * net;
      m.temp += (1 - m.permanentShare) * net;
    });
    for (const { i, c, x, y } of acts) {
      if (y === 0) continue;
      const one = people[i]!;
      const units = x / markets[one.asset]!.O;
      const pool = of(one.asset);
      if (pool) {
        pool.B -= units;
        pool.K += units;
      }
      one.debt = one.debt - units > 1e-11 * one.debt ? one.debt - units : 0;
      const left = one.z.get(c)! - y;
      one.z.set(c, left > 1e-11 * y ? left : 0);
      total.liquidated += x;
    }
    for (const i of order) {
      const one = people[i]!;
      if (one.debt === 0 || [...one.z.values()].some((amount) => amount > 0)) continue;
      total.badDebt += one.debt * markets[one.asset]!.p;
      const pool = of(one.asset);
      if (pool) {
        pool.B -= one.debt;
        pool.A -= one.debt;
      }
      one.debt = 0;
    }
    told.push({
      utilisation,
      shares,
      blocked,
      profit: total.profit - before,
      pools: pools.map(({ K, B, A, R, X }) => ({ K, B, A, R, X })),
      debts: people.map(({ debt }) => debt),
      collateral: people.map(({ z }) => [...z.values()]),
      toxic: acts.filter(({ D, worth, b, y }) => y > 0 && D / worth >= 1 / (1 + b)).map(({ i }) => i),
    });
    for (const m of markets) m.temp *= m.decayPerTick;
  }
  return { told, ...total };
}

interface SlowReserve {
  readonly network: string;
  readonly isFirst: boolean;
  readonly utilisation: number;
}
interface SlowRunTerms {
  readonly first: { readonly run: number; readonly return: number };
  readonly others: { readonly run: number; readonly return: number };
  readonly halfLifeDays: number;
  readonly days: number;
}

/** 5.7, one reserve after another: those that the run begins in first, whose first full day starts their network. */
export function slowRun(reserves: readonly SlowReserve[], terms: SlowRunTerms): number[][] {
  const full: number[][] = Array.from({ length: terms.days + 1 }, () => []);
  const firstFull = new Map<string, number>();
  const follow = (i: number, start: number) => {
    const { utilisation: B, isFirst } = reserves[i]!;
    const how = isFirst ? terms.first : terms.others;
    let [A, X] = [1, 0];
    for (let day = 0; day <= terms.days; day++) {
      if (day >= start) {
        X += how.run * 0.5 ** ((day - start) / terms.halfLifeDays);
        const cash = A - B + (day > start ? how.return : 0);
        const pay = Math.min(cash, X);
        X -= pay;
        A = B + (cash - pay);
      }
      if (B / A >= 0.99) full[day]!.push(i);
    }
    return full.findIndex((list) => list.includes(i));
  };
  const numbers = [...reserves.keys()];
  for (const i of numbers.filter((own) => reserves[own]!.isFirst)) {
    const day = follow(i, 1);
    const { network } = reserves[i]!;
    if (day >= 0) firstFull.set(network, Math.min(day, firstFull.get(network) ?? day));
  }
  for (const i of numbers.filter((own) => !reserves[own]!.isFirst))
    follow(i, (firstFull.get(reserves[i]!.network) ?? Infinity) + 1);
  return full.map((list) => list.sort((a, b) => a - b));
}
