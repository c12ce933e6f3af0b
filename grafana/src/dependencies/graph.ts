/**
 * The dependencies as a picture. Grafana's node graph finds its fields by their names in the data, and a transformation
 * that renames a field changes only what people see of it: so the queries make labels with the names that it looks for.
 */
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/nodegraph";
import { PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { catalog, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { DATASOURCE, now } from "../panels.ts";
import { COLORS, STATUS } from "../states.ts";
import { CHOSEN } from "../variables.ts";
import { byIntegration, FAILING, UPSTREAM_CHOSEN } from "./causes.ts";

/** Steps of one hop; the others follow from them. */
const hops =
  `max by (integration, depends_on) (${catalog.dependency}{direct="true", ${CHOSEN}}` +
  ` or ${catalog.dependency}{direct="true", ${UPSTREAM_CHOSEN}})`;

/** A label with the value of another, or (`from` empty) the same for all. */
const labelled = (expr: string, label: string, value: string, from = "", pattern = "") =>
  `label_replace(${expr}, "${label}", "${value}", "${from}", "${pattern}")`;
const copied = (expr: string, label: string, from: string) => labelled(expr, label, "$1", from, "(.*)");

/** Both ends of every hop: the graph refuses an edge without them. */
function nodes(): string {
  const ends = `(${byIntegration(hops)} or max by (integration) (${hops}))`;
  const status = `${worstState(STATUS, 'integration!=""', "integration")} and on (integration) ${ends}`;
  const coded = `count_values by (integration) ("code", ${status})`;
  const told = Object.values(STATUS.states).reduce(
    (expr, { code, text, color }) =>
      labelled(labelled(expr, "mainstat", text, "code", `${code}`), "color", color, "code", `${code}`),
    coded,
  );
  return copied(copied(withInfo(told, "title, team"), "id", "integration"), "subtitle", "team");
}

function edges(): string {
  const fails = `on (integration, depends_on) ${FAILING}`;
  const told =
    `(${labelled(labelled(`${hops} and ${fails}`, "mainstat", "fails"), "color", COLORS.bad)}` +
    ` or ${labelled(`${hops} unless ${fails}`, "color", COLORS.neutral)})`;
  const identified = `label_join(${told}, "id", " needs ", "integration", "depends_on")`;
  return copied(copied(identified, "source", "integration"), "target", "depends_on");
}

export const graph = () =>
  new PanelBuilder()
    .title("Who needs whom")
    .description(
      "An arrow goes from an integration to what it needs; red, where that fails now. Follow the red arrows to their end: " +
        "that is the cause. Shows the chosen integrations and their neighbours; click one for its details. " +
        "Nothing is red only where the catalog knows: keep its `depends_on` complete.",
    )
    .datasource(DATASOURCE)
    .targets([nodes(), edges()].map((expr) => now({ expr, legend: "" }).format(PromQueryFormat.Table)))
    .unit("none")
    .noValue("None of the chosen integrations depends on another")
    .overrideByName("title", [{ id: "links", value: [DRILL_DOWN] }]);
