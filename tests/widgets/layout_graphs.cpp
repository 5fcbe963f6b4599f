#include "tests/widgets/layout_graphs.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace lathe::test {
namespace {

class Builder {
public:
    explicit Builder(int nodes) : m_wanted(nodes) {}

    bool isFull() const { return count() >= m_wanted; }
    int count() const { return static_cast<int>(m_input.sizes.size()); }

    /// A box below what it reads; its size changes from box to box as those of operators do.
    int add(std::initializer_list<int> reads) {
        const int index = count();
        m_input.sizes.emplace_back(72 + 16 * (index % 7), 22 + 15 * (index % 4));
        for (const int from : reads)
            m_input.edges.emplace_back(from, index);
        return index;
    }
    void connect(int from, int to) { m_input.edges.emplace_back(from, to); }
    int chain(int from, int length) {
        for (int i = 0; i < length; ++i)
            from = add({from});
        return from;
    }
    LayoutInput take() { return std::move(m_input); }

private:
    LayoutInput m_input;
    int m_wanted;
};

} // namespace

LayoutInput cnnLayout(int nodes) {
    Builder graph(nodes);
    int trunk = graph.add({});
    while (!graph.isFull())
        trunk = graph.add({graph.chain(trunk, 7), trunk});
    return graph.take();
}

LayoutInput unetLayout(int nodes) {
    Builder graph(nodes);
    const int levels = std::clamp(nodes / 24, 4, 150), length = std::max(2, nodes / (2 * levels) - 1);
    int trunk = graph.add({});
    std::vector<int> skips;
    for (int level = 0; level < levels; ++level) {
        trunk = graph.chain(trunk, length);
        skips.push_back(trunk);
        trunk = graph.add({trunk});
    }
    for (int level = levels - 1; level >= 0; --level)
        trunk = graph.chain(graph.add({trunk, skips[static_cast<std::size_t>(level)]}), length);
    return graph.take();
}

LayoutInput denseNetLayout(int nodes) {
    constexpr int kLayers = 16;
    Builder graph(nodes);
    int trunk = graph.add({});
    while (!graph.isFull()) {
        std::vector<int> read{trunk};
        for (int layer = 0; layer < kLayers; ++layer) {
            const int concat = graph.add({});
            for (const int from : read)
                graph.connect(from, concat);
            read.push_back(graph.chain(concat, 6));
        }
        trunk = graph.add({});
        for (const int from : read)
            graph.connect(from, trunk);
        trunk = graph.chain(trunk, 3);
    }
    return graph.take();
}

LayoutInput decoderLayout(int nodes) {
    Builder graph(nodes);
    const int mask = graph.add({}), cosine = graph.add({}), sine = graph.add({});
    int trunk = graph.add({});
    while (!graph.isFull()) {
        const int norm = graph.chain(trunk, 6);
        const auto rotated = [&](int from) {
            const int halves = graph.chain(from, 3);
            return graph.add({graph.add({halves, cosine}), graph.add({graph.chain(halves, 3), sine})});
        };
        const int query = rotated(norm), keyCache = graph.add({}), valueCache = graph.add({});
        const int key = graph.add({rotated(norm), keyCache}), value = graph.add({graph.chain(norm, 3), valueCache});
        graph.add({key}); // what the next step reads
        graph.add({value});
        const int scores = graph.chain(graph.add({graph.add({query, graph.chain(key, 2)}), mask}), 2);
        const int attended = graph.add({graph.chain(graph.add({scores, value}), 3), trunk});
        const int second = graph.chain(attended, 6);
        trunk = graph.add({graph.chain(graph.add({graph.chain(second, 3), graph.add({second})}), 1), attended});
    }
    return graph.take();
}

std::span<const LayoutGraphRow> layoutGraphTable() {
    static constexpr std::array rows{LayoutGraphRow{"cnn", cnnLayout}, LayoutGraphRow{"unet", unetLayout},
                                     LayoutGraphRow{"densenet", denseNetLayout}, LayoutGraphRow{"decoder", decoderLayout}};
    return rows;
}

} // namespace lathe::test
