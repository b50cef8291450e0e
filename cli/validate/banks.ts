import { type BankRow, balanceSheets } from '../../shared/cascade/holders/bank/balance-sheets.ts';
import { type BankRule, createFireSale } from '../../shared/cascade/holders/bank/fire-sale.ts';
import {
  type BankRound,
  type Impact,
  type Portfolios,
  thresholdSale,
} from '../../shared/cascade/holders/bank/threshold.ts';
import { vulnerability } from '../../shared/cascade/holders/bank/vulnerability.ts';
import { banksFromCsv } from '../../shared/market/bank-table.ts';
import { type Check, near, nearAll, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import {
  entries,
  field,
  items,
  maybe,
  number,
  numberOf,
  numbersOf,
  type Place,
  refuseAt,
  text,
  textOf,
} from './place.ts';

/** As contagion.md 4.2 has them, by the name of the rule. */
const EU_RULES: Readonly<Record<string, BankRule>> = {
  threshold: { failsBelow: 0.03, actsBelow: 0.04, target: 0.05, steps: 6 },
  targeting: { failsBelow: 0.03, actsBelow: 1, target: 0.05, steps: 6 },
};

/** 48 banks: how many fail and how much is sold, along a row and a column of the grid of shock and impact. */
export const eba48Banks: Runner = ({ place }) => {
  const columns = items(place, 'columns').map(text);
  const banks = balanceSheets(items(place, 'banks').map((row) => bankOf(columns, row)));
  return { checks: curveChecks(place, createFireSale(banks)) };
};

type Sale = ReturnType<typeof createFireSale>;

/** The curves E1 and E2: one of shock and impact is a number, the other a list. */
function curveChecks(place: Place, run: Sale): Check[] {
  const allowed = field(place, 'tolerance');
  const failures = { absolute: numberOf(allowed, 'defaults') };
  const soldShare = { absolute: numberOf(allowed, 'soldShare') };
  return ['E1', 'E2'].flatMap((curve) => {
    const own = maybe(place, curve);
    if (!own) return [];
    const rule =
      EU_RULES[textOf(own, 'rule')] ?? refuseAt(`${own.at}.rule`, 'be threshold or targeting', own);
    const [shocks, impacts] = [listOf(own, 'shock'), listOf(own, 'impact')];
    const expected = { failures: numbersOf(own, 'defaults'), soldShare: numbersOf(own, 'soldShare') };
    return shocks.flatMap((shock) =>
      impacts.flatMap((impact) => {
        const at = Math.max(shocks.indexOf(shock), impacts.indexOf(impact));
        const came = run(rule, shock, impact);
        const name = `${curve} shock ${shock} impact ${impact}`;
        return [
          near(`${name} defaults`, expected.failures[at] ?? Number.NaN, came.failures, failures),
          near(`${name} soldShare`, expected.soldShare[at] ?? Number.NaN, came.soldShare, soldShare),
        ];
      }),
    );
  });
}

const listOf = (place: Place, key: string): number[] =>
  Array.isArray(field(place, key).value) ? numbersOf(place, key) : [numberOf(place, key)];

/** The same from the file of the stress test itself: how many there are, and points of both curves. */
export function euBankChecks(subject: string, csv: string): Check[] {
  const rows = banksFromCsv(subject, csv);
  const run = createFireSale(balanceSheets(rows));
  const failures = (shock: number, impact: number) => run(EU_RULES.threshold!, shock, impact).failures;
  return [
    same('banks', 48, rows.length),
    same('defaults at shock 0.2, impact 0.01', 18, failures(0.2, 0.01)),
    same('defaults at shock 0.195, impact 0.01', 17, failures(0.195, 0.01)),
    same('defaults at shock 0.21, impact 0.01', 16, failures(0.21, 0.01)),
    near('soldShare at shock 0.2, impact 0', 0.6051244472, run(EU_RULES.threshold!, 0.2, 0).soldShare, {
      absolute: 1e-6,
    }),
  ];
}

/** A row of values under the group's `columns`. */
function bankOf(columns: readonly string[], row: Place): BankRow {
  const cells = entries(row);
  const value = (name: string): Place =>
    cells[columns.indexOf(name)] ?? refuseAt(row.at, `have a column ${name}`, undefined);
  return {
    id: text(value('id')),
    equity: number(value('equity')),
    ratio: number(value('leveragePercent')) / 100,
    debtSecurities: number(value('debtSecurities')),
    governmentBonds: number(value('governmentBonds')),
  };
}

/** Rounds of the threshold rule, each with all that it did. */
export const thresholdRule: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one) => {
    const rounds: BankRound[] = [];
    const depth = numbersOf(one, 'depth');
    const linear: Impact = (asset, sold) => Math.min(1, sold / depth[asset]!);
    const shock = numbersOf(one, 'shock');
    thresholdSale(portfoliosOf(one), shock, numberOf(one, 'lambdaMax'), linear, (round) =>
      rounds.push(round),
    );
    const name = textOf(one, 'name');
    const expected = items(one, 'expected');
    return [
      same(`${name}, rounds`, expected.length, rounds.length),
      ...expected.flatMap((wanted, n) => {
        const round = rounds[n];
        return round ? roundChecks(`${name}, round ${numberOf(wanted, 'n')}`, wanted, round, tolerance) : [];
      }),
    ];
  }),
});

function portfoliosOf(one: Place): Portfolios {
  const banks = items(one, 'banks');
  const holdings = banks.map((bank) => numbersOf(bank, 'holdings'));
  return {
    count: banks.length,
    assets: numbersOf(one, 'shock').length,
    value: Float64Array.from(holdings.flat()),
    illiquid: Float64Array.from(banks, (bank) => numberOf(bank, 'illiquid')),
    capital: Float64Array.from(banks, (bank) => numberOf(bank, 'capital')),
  };
}

function roundChecks(name: string, wanted: Place, round: BankRound, tolerance: Tolerance): Check[] {
  const { after } = round;
  const all = (key: string, obtained: ArrayLike<number>) =>
    nearAll(`${name} ${key}`, numbersOf(wanted, key), obtained, tolerance);
  return [
    // A bank without capital has no leverage: null in the file.
    ...items(wanted, 'leverage').flatMap((own, bank) =>
      own.value === null
        ? []
        : [near(`${name} leverage[${bank}]`, number(own), round.leverage[bank]!, tolerance)],
    ),
    ...all('gamma', round.sellShare),
    ...all('sold', round.sold),
    ...all('impact', round.impact),
    ...all('prices', round.price),
    ...all('capital', after.capital),
    ...items(wanted, 'holdings').flatMap((own, bank) =>
      nearAll(
        `${name} holdings[${bank}]`,
        entries(own).map(number),
        after.value.subarray(bank * after.assets, (bank + 1) * after.assets),
        tolerance,
      ),
    ),
  ];
}

/** Two banks that keep their leverage: one round, who causes and who bears it, and all rounds. */
export const vulnerableBanks: Runner = ({ place, tolerance }) => {
  const weights = items(place, 'weights').map((row) => entries(row).map(number));
  const found = vulnerability(
    {
      assets: numbersOf(place, 'assets'),
      equity: numbersOf(place, 'equity'),
      debtToEquity: numbersOf(place, 'debtToEquity'),
      weights,
      impact: numberOf(place, 'impact'),
    },
    numbersOf(place, 'shock'),
  );
  const expected = field(place, 'expected');
  const all = (key: string, obtained: ArrayLike<number>) =>
    nearAll(key, numbersOf(expected, key), obtained, tolerance);
  const one = (key: string, obtained: number) => near(key, numberOf(expected, key), obtained, tolerance);
  return {
    checks: [
      ...all('R1', found.firstReturn),
      one('directLossOverEquity', found.directLoss),
      ...all('sales', found.sales),
      ...all('netSales', found.netSales),
      ...all('dp', found.priceChange),
      ...all('R2', found.secondReturn),
      one('aggregateVulnerability', found.aggregate),
      ...all('systemicness', found.systemicness),
      ...all('indirectVulnerability', found.indirect),
      one('spectralRadius', found.radius),
      ...all('allRoundsTotalPriceChange', found.allRounds ?? []),
    ],
  };
};
