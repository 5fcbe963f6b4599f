#include "widgets/graph_view/node_query.h"
#include "widgets/common/strings.h"

#include <QCoreApplication>

#include <unordered_map>

namespace lathe {
namespace {

using Term = NodeQuery::Term;
using Test = NodeQuery::Test;

constexpr std::string_view kNumberKeys[]{"params", "inputs", "outputs", "rank", "elements", "n", "c", "h", "w"};
constexpr std::string_view kTextKeys[]{"name", "type", "tensor", "dtype", "shape"};

bool isOneOf(std::span<const std::string_view> keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// "conv*" and "*norm": a star stands for any letters.
bool matchesGlob(std::string_view text, std::string_view glob) {
    std::size_t t = 0, g = 0, star = std::string_view::npos, retry = 0;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            retry = t;
        } else if (g < glob.size() && glob[g] == text[t]) {
            ++g, ++t;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    return std::all_of(glob.begin() + static_cast<std::ptrdiff_t>(g), glob.end(), [](char c) { return c == '*'; });
}

// "1x?x112x112": as many dimensions, each equal or open.
bool matchesShape(std::span<const std::int64_t> shape, const QStringList& wanted) {
    if (static_cast<std::size_t>(wanted.size()) != shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const QString& dim = wanted[static_cast<qsizetype>(i)];
        if (dim != u"?" && dim != u"*" && dim != QString::number(shape[i])) return false;
    }
    return true;
}

/// One term against all nodes.
class Finder {
public:
    Finder(const Term& term, const NodeIndex& index)
        : m_term(term), m_index(index), m_key(term.key.toStdString()), m_text(term.text.toStdString()), m_whole(term.whole.toStdString()),
          m_attribute(index.attributeKey(term.key)), m_dims(QString(term.text).replace(u'×', u'x').split(u'x')) {
        bool isNumber = false;
        const double number = term.text.toDouble(&isNumber);
        if (isNumber) m_number = number;
    }

    std::vector<bool> run() const {
        std::vector<bool> marks(static_cast<std::size_t>(m_index.count()), false);
        const bool isKnown = isOneOf(kNumberKeys, m_key) || isOneOf(kTextKeys, m_key) || m_attribute >= 0;
        // Names hold colons, too: what is no key is text.
        if (m_term.key.isEmpty() || (!isKnown && m_term.test != Test::Number))
            markAnywhere(marks, m_term.key.isEmpty() ? m_text : m_whole);
        else if (m_term.test == Test::Contains && (m_key == "name" || m_key == "tensor"))
            (m_key == "name" ? m_index.names() : m_index.tensors()).markContaining(m_text, marks);
        else
            for (int node = 0; node < m_index.count(); ++node)
                marks[static_cast<std::size_t>(node)] = holds(node);
        if (m_term.isNegated) marks.flip();
        return marks;
    }

private:
    void markAnywhere(std::vector<bool>& marks, const std::string& word) const {
        // The few types first: most words that are typed begin with one.
        std::unordered_map<const char*, bool> ofType;
        const bool isPattern = m_term.test == Test::Matches;
        for (int node = 0; node < m_index.count(); ++node) {
            const std::string_view type = m_index.type(node);
            const auto [known, isNew] = ofType.try_emplace(type.data(), false);
            if (isNew) known->second = isPattern ? matches(type) : type.find(word) != std::string_view::npos;
            marks[static_cast<std::size_t>(node)] = known->second;
        }
        for (const TextArena* texts : {&m_index.names(), &m_index.tensors()}) {
            if (!isPattern) {
                texts->markContaining(word, marks);
                continue;
            }
            for (int node = 0; node < m_index.count(); ++node)
                if (!marks[static_cast<std::size_t>(node)]) marks[static_cast<std::size_t>(node)] = matches((*texts)[node]);
        }
    }

    bool matches(std::string_view text) const {
        return m_term.pattern.match(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))).hasMatch();
    }

    bool holds(int node) const {
        if (m_term.test == Test::Number) return holdsNumber(node);
        if (m_key == "shape") return holdsShape(m_index.shape(node));
        if (isOneOf(kNumberKeys, m_key)) {
            const auto number = m_index.number(node, m_key);
            return number && m_number && *number == *m_number;
        }
        const std::string_view text = textOf(node);
        if (m_term.test == Test::Matches) return matches(text);
        return m_attribute >= 0 && text.empty() ? false : matchesGlob(text, m_text);
    }

    bool holdsShape(std::span<const std::int64_t> shape) const {
        if (m_term.test != Test::Matches) return matchesShape(shape, m_dims);
        QStringList dims;
        for (const std::int64_t dim : shape)
            dims << (dim < 0 ? u"?"_s : QString::number(dim));
        return m_term.pattern.match(dims.join(u'x')).hasMatch();
    }

    std::string_view textOf(int node) const {
        if (m_key == "name") return m_index.names()[node];
        if (m_key == "tensor") return m_index.tensors()[node];
        if (m_key == "type") return m_index.type(node);
        if (m_key == "dtype") return m_index.dataType(node);
        return m_attribute >= 0 ? m_index.attribute(node, m_attribute) : std::string_view();
    }

    bool holdsNumber(int node) const {
        std::optional<double> number = m_index.number(node, m_key);
        if (m_attribute >= 0) {
            bool isNumber = false;
            const std::string_view text = m_index.attribute(node, m_attribute);
            const double value = QByteArray(text.data(), static_cast<qsizetype>(text.size())).toDouble(&isNumber);
            number = isNumber ? std::optional(value) : std::nullopt;
        }
        if (!number) return false;
        const bool isAbove = m_term.isOpenLeast ? *number > m_term.least : *number >= m_term.least;
        const bool isBelow = m_term.isOpenMost ? *number < m_term.most : *number <= m_term.most;
        return isAbove && isBelow;
    }

    const Term& m_term;
    const NodeIndex& m_index;
    std::string m_key, m_text, m_whole;
    int m_attribute;
    QStringList m_dims;
    std::optional<double> m_number; ///< the text, where it is one
};

} // namespace

std::vector<int> NodeQuery::find(const NodeIndex& index) const {
    std::vector<int> found;
    if (m_terms.empty()) return found;
    std::vector<std::vector<bool>> marks;
    for (const Term& term : m_terms)
        marks.push_back(Finder(term, index).run());
    for (std::size_t node = 0; node < marks.front().size(); ++node)
        if (std::all_of(marks.begin(), marks.end(), [&](const std::vector<bool>& of) { return of[node]; }))
            found.push_back(static_cast<int>(node));
    return found;
}

std::optional<QueryError> NodeQuery::findUnknownKey(const NodeIndex& index) const {
    for (const Term& term : m_terms) {
        const std::string key = term.key.toStdString();
        if (key.empty() || isOneOf(kNumberKeys, key) || isOneOf(kTextKeys, key) || index.attributeKey(term.key) >= 0) continue;
        return QueryError{term.place, term.length,
                          QCoreApplication::translate("NodeQuery", "No node has an attribute “%1”; there are also name, type, tensor, "
                                                                   "dtype, shape, params, rank, elements, n, c, h and w")
                              .arg(term.key)};
    }
    return std::nullopt;
}

} // namespace lathe
