#include "core/report/report.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace lathe {
namespace {

std::string formatted(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        default:
            html += c;
        }
    }
    return html;
}

struct Scale {
    double limit, divisor;
    const char* unit;
};

/// Three significant digits in the largest unit that keeps the number at 1 or more.
std::string scaled(double value, std::span<const Scale> scales) {
    const Scale* chosen = &scales.back();
    for (const Scale& scale : scales)
        if (value >= scale.limit) {
            chosen = &scale;
            break;
        }
    const double shown = value / chosen->divisor;
    const int decimals = shown >= 100 || shown == 0 ? 0 : shown >= 10 ? 1 : 2;
    char text[64];
    std::snprintf(text, sizeof text, "%.*f %s", decimals, shown, chosen->unit);
    return text;
}

constexpr std::array kTimes{Scale{1, 1, "s"}, Scale{1e-3, 1e-3, "ms"}, Scale{0, 1e-6, "µs"}};
constexpr std::array kBytes{Scale{1073741824, 1073741824, "GiB"}, Scale{1048576, 1048576, "MiB"}, Scale{1024, 1024, "KiB"},
                            Scale{0, 1, "B"}};
constexpr std::array kCounts{Scale{1e9, 1e9, "G"}, Scale{1e6, 1e6, "M"}, Scale{1e3, 1e3, "k"}, Scale{0, 1, ""}};

std::string timeText(double seconds) {
    return scaled(seconds, kTimes);
}
std::string bytesText(std::int64_t bytes) {
    return scaled(static_cast<double>(bytes), kBytes);
}
std::string countText(std::int64_t count) {
    return scaled(static_cast<double>(count), kCounts);
}
std::string percent(double share) {
    return formatted("%.1f %%", share * 100);
}

constexpr std::string_view kStyle = R"css(
:root{--bg:#fff;--fg:#1c2024;--dim:#60666c;--line:#dfe3e6;--card:#f6f8f9;--accent:#0b68b8;--compute:#2f6f9f;--memory:#c98a1b;--host:#8a5a9e;--overhead:#9aa1a8}
@media(prefers-color-scheme:dark){:root{--bg:#16191c;--fg:#e4e7ea;--dim:#9aa2a9;--line:#30363b;--card:#1e2226;--accent:#5aaef0;--compute:#5b9fd0;--memory:#d9a441;--host:#b78ccb;--overhead:#6f777e}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1200px;padding:24px;background:var(--bg);color:var(--fg);font:14px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:20px;margin:0}h2{font-size:15px;margin:28px 0 8px}.dim{color:var(--dim)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;margin-top:16px}.card{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:8px 12px}
.card b{display:block;font-size:20px;font-weight:600}.bar{display:flex;height:24px;border-radius:4px;overflow:hidden;border:1px solid var(--line)}.bar i{display:block}
.legend{display:flex;flex-wrap:wrap;gap:16px;margin-top:6px}.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}th,td{padding:3px 8px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th{color:var(--dim);font-weight:500;position:sticky;top:0;background:var(--bg)}td.t,th.t{text-align:left;max-width:320px;overflow:hidden;text-overflow:ellipsis}
.Compute{--c:var(--compute)}.Memory{--c:var(--memory)}.Host{--c:var(--host)}.Overhead{--c:var(--overhead)}
.m{display:inline-block;height:10px;background:var(--c,var(--accent));border-radius:2px;vertical-align:middle;margin-right:6px;opacity:.85}li{margin:2px 0}
)css";

void card(std::string& html, std::string_view value, std::string_view label, std::string_view explanation) {
    html += "<div class=card title=\"" + escaped(explanation) + "\"><b>" + escaped(value) + "</b><span class=dim>" + escaped(label) +
            "</span></div>\n";
}

void addHeadline(std::string& html, const Evaluation& e) {
    html += "<div class=cards>\n";
    card(html, timeText(e.latency), "latency, one inference",
         "End of the last event of the timing simulation, the fixed overhead included");
    card(html, formatted("%.1f", e.fps), "frames per second, single stream", std::to_string(e.pictures) + " / latency");
    card(html, percent(e.macUtilization), "MAC utilization",
         "MACs / (peak MAC rate of " + std::to_string(e.cores) + (e.cores == 1 ? " core" : " cores") + " × latency)");
    card(html, countText(e.macs), "multiply-accumulates", "Sum over all nodes");
    card(html, countText(e.params), "parameters", "Elements of all weights");
    card(html, bytesText(e.ddrReadBytes + e.ddrWriteBytes), "DDR traffic per inference",
         "Read " + bytesText(e.ddrReadBytes) + ", written " + bytesText(e.ddrWriteBytes));
    card(html, bytesText(e.sramPeakBytes), "on-chip memory, peak", "Largest sum of buffers alive at the same time");
    card(html, std::to_string(e.acceleratorNodes) + " / " + std::to_string(e.hostNodes), "nodes on accelerator / host",
         "Nodes of the optimised graph");
    html += "</div>\n";
}

struct Share {
    const char* name;
    const char* color;
    double seconds;
};

/// Wall time by what bounds it: each layer's time counts for its bound, what no layer explains is overhead.
std::array<Share, 4> timeShares(const Evaluation& e) {
    std::array<Share, 4> shares{Share{"compute-bound layers", "var(--compute)", 0}, Share{"memory-bound layers", "var(--memory)", 0},
                                Share{"host layers", "var(--host)", 0}, Share{"overhead", "var(--overhead)", 0}};
    double explained = 0;
    for (const LayerEvaluation& layer : e.layers) {
        shares[static_cast<std::size_t>(layer.bound)].seconds += layer.latency;
        explained += layer.latency;
    }
    shares[3].seconds += std::max(0.0, e.latency - explained);
    return shares;
}

void addTimeBar(std::string& html, const Evaluation& e) {
    html += "<h2>Where the time goes</h2><div class=bar>";
    const auto shares = timeShares(e);
    for (const Share& share : shares)
        if (share.seconds > 0 && e.latency > 0)
            html += "<i style=\"width:" + formatted("%.2f%%", 100 * share.seconds / e.latency) + ";background:" + share.color + "\"></i>";
    html += "</div><div class=legend>";
    for (const Share& share : shares)
        html +=
            std::string("<span><i style=\"background:") + share.color + "\"></i>" + share.name + " " + timeText(share.seconds) + "</span>";
    html += "</div>\n";
}

void addLayer(std::string& html, const LayerEvaluation& layer, double longest) {
    std::string ops, nodes;
    for (const std::string& op : layer.ops)
        ops += (ops.empty() ? "" : " + ") + op;
    for (const std::string& node : layer.sourceNodes)
        nodes += (nodes.empty() ? "" : ", ") + node;
    const std::string bound(toName(layer.bound));
    const std::string title = nodes + (layer.reason.empty() ? "" : " — on the host: " + layer.reason);
    const double width = longest > 0 ? 80 * layer.latency / longest : 0;
    std::string boundClass = bound;
    if (!boundClass.empty()) boundClass[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(boundClass[0])));
    html += "<tr class=" + boundClass + "><td class=t title=\"" + escaped(title) + "\">" + escaped(layer.name) + "<td class=t>" +
            escaped(ops) + "<td class=t>" + std::string(toName(layer.engine)) +
            "<td class=t><span class=m style=\"width:" + formatted("%.1fpx", width) + "\"></span>" + timeText(layer.latency) + "<td>" +
            std::to_string(layer.cycles) + "<td>" + countText(layer.macs) + "<td>" + percent(layer.utilization) + "<td>" +
            bytesText(layer.ddrReadBytes) + "<td>" + bytesText(layer.ddrWriteBytes) + "<td class=t>" + bound + "</tr>\n";
}

void addLayers(std::string& html, const Evaluation& e) {
    html +=
        "<h2>Layers</h2><div class=wrap><table><tr><th class=t>layer<th class=t>operators<th class=t>engine<th class=t>time<th>cycles<th>MACs<th>utilization"
        "<th>DDR read<th>DDR written<th class=t>bound by</tr>\n";
    double longest = 0;
    for (const LayerEvaluation& layer : e.layers)
        longest = std::max(longest, layer.latency);
    for (const LayerEvaluation& layer : e.layers)
        addLayer(html, layer, longest);
    html += "</table></div>\n";
}

void addAccuracy(std::string& html, const Comparison& c) {
    html += "<h2>Accuracy, float against quantized, " + std::to_string(c.samples) + " samples</h2><div class=cards>";
    if (c.hasLabels) {
        card(html, percent(c.floatTop1), "float top-1", "Share of samples whose best class is the label");
        card(html, percent(c.quantizedTop1), "quantized top-1", "The same with the program's integers");
        card(html, std::to_string(c.lost) + " / " + std::to_string(c.won), "lost / won",
             "Samples that only float, only quantized had right");
    }
    card(html, percent(c.agreement), "top-1 agreement", "Share of samples with the same best class");
    html += "</div><div class=wrap><table><tr><th class=t>tensor<th>cosine<th>SQNR [dB]<th>MSE<th>max abs error</tr>";
    const auto row = [&](const TensorError& t, bool isOutput) {
        html += "<tr><td class=t>" + escaped(t.name) + (isOutput ? " (output)" : "") + "<td>" + formatted("%.6f", t.cosine) + "<td>" +
                formatted("%.1f", t.sqnrDb) + "<td>" + formatted("%.3g", t.mse) + "<td>" + formatted("%.3g", t.maxAbsError) + "</tr>\n";
    };
    for (const TensorError& t : c.outputs)
        row(t, true);
    std::vector<TensorError> worst = c.layers;
    std::ranges::stable_sort(worst, {}, &TensorError::sqnrDb);
    if (worst.size() > 15) worst.resize(15);
    for (const TensorError& t : worst)
        row(t, false);
    html += "</table></div><p class=dim>Outputs, then the fifteen inner tensors with the lowest SQNR.</p>\n";
}

void addProvenance(std::string& html, const Evaluation& e, const Target& target) {
    html += "<h2>What the estimate rests on</h2><p>" + escaped(e.validation) + "</p><ul>";
    for (const std::string& assumption : e.assumptions)
        html += "<li>" + escaped(assumption) + "</li>";
    html += "</ul><div class=wrap><table><tr><th class=t>figure<th>value<th class=t>unit<th class=t>status<th class=t>source</tr>";
    for (const Figure* figure : target.figures())
        html += "<tr><td class=t>" + escaped(figure->name) + "<td>" + formatted("%.10g", figure->value) + "<td class=t>" +
                escaped(figure->unit) + "<td class=t>" + std::string(toName(figure->status)) + "<td class=t title=\"" +
                escaped(figure->source) + "\">" + escaped(figure->source) + "</tr>";
    html += "</table></div>\n";
}

std::string csvCell(std::string_view text) {
    std::string cell = "\"";
    for (const char c : text)
        cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    return cell + "\"";
}

} // namespace

std::string toHtml(const Evaluation& evaluation, const Comparison* comparison, const Target& target) {
    std::string html = "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>" +
                       escaped(evaluation.model) + " on " + escaped(evaluation.target) + "</title><style>" + std::string(kStyle) +
                       "</style></head><body>\n<h1>" + escaped(evaluation.model) + " <span class=dim>on " + escaped(evaluation.target) +
                       "</span></h1><p class=dim>" + escaped(target.summary) + " Simulated by Lathe; not a measurement.</p>\n";
    addHeadline(html, evaluation);
    addTimeBar(html, evaluation);
    if (comparison) addAccuracy(html, *comparison);
    addLayers(html, evaluation);
    addProvenance(html, evaluation, target);
    return html + "</body></html>\n";
}

std::string toCsv(const Evaluation& evaluation) {
    std::string csv = "name,engine,latency_ms,cycles,macs,utilization,ddr_read_bytes,ddr_write_bytes,bound,source_nodes\n";
    for (const LayerEvaluation& layer : evaluation.layers) {
        std::string nodes;
        for (const std::string& node : layer.sourceNodes)
            nodes += (nodes.empty() ? "" : ";") + node;
        csv += csvCell(layer.name) + "," + std::string(toName(layer.engine)) + "," + formatted("%.6f", layer.latency * 1e3) + "," +
               std::to_string(layer.cycles) + "," + std::to_string(layer.macs) + "," + formatted("%.6f", layer.utilization) + "," +
               std::to_string(layer.ddrReadBytes) + "," + std::to_string(layer.ddrWriteBytes) + "," + std::string(toName(layer.bound)) +
               "," + csvCell(nodes) + "\n";
    }
    return csv;
}

} // namespace lathe
