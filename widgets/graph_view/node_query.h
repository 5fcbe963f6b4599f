#pragma once

#include "widgets/graph_view/node_index.h"

#include <QRegularExpression>

#include <variant>

namespace lathe {

/// What is wrong with a query, and with which of its letters.
struct QueryError {
    qsizetype place = 0, length = 0;
    QString message;
};

/// A search in one line: terms that all have to hold. `conv` is part of a name, a type or a tensor's name; `~^a.*b$` a regular
/// expression for them; `type:Conv`, `shape:1x?x112x112`, `dtype:float32`, `kernel:3x3` and any attribute compare whole texts
/// (`*` stands for anything); `c>256`, `params>=1M`, `h:7..14` compare numbers; `-` before a term turns it round; `"…"` keeps blanks.
class NodeQuery {
public:
    static std::variant<NodeQuery, QueryError> parse(const QString& text);

    bool isEmpty() const { return m_terms.empty(); }
    /// The nodes for which all terms hold, in the order of the index.
    std::vector<int> find(const NodeIndex& index) const;
    /// A key that no node has, compared with a number or a text: most likely mistyped.
    std::optional<QueryError> findUnknownKey(const NodeIndex& index) const;

    enum class Test { Contains, Equals, Matches, Number };
    struct Term {
        QString key;  ///< lower-cased; empty: any text
        QString text; ///< lower-cased
        Test test = Test::Contains;
        double least = 0, most = 0;                   ///< of a number
        bool isOpenLeast = false, isOpenMost = false; ///< the bound itself is outside
        bool isNegated = false;
        QRegularExpression pattern;
        qsizetype place = 0, length = 0;
        QString whole; ///< as typed, lower-cased
    };

private:
    std::vector<Term> m_terms;
};

} // namespace lathe
