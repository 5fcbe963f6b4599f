#include "widgets/common/strings.h"
#include "widgets/graph_view/node_query.h"

#include <QCoreApplication>

#include <limits>

namespace lathe {
namespace {

using Term = NodeQuery::Term;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// "256", "1.5k", "3M", "2G".
std::optional<double> numberOf(QString text) {
    static const QHash<QChar, double> units{{u'k', 1e3}, {u'm', 1e6}, {u'g', 1e9}};
    const double unit = text.isEmpty() ? 1 : units.value(text.back().toLower(), 0);
    if (unit > 1) text.chop(1);
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    if (!isNumber) return std::nullopt;
    return unit > 1 ? value * unit : value;
}

class Parser {
    Q_DECLARE_TR_FUNCTIONS(NodeQuery)

public:
    explicit Parser(const QString& text) : m_text(text) {}

    std::optional<QueryError> run(std::vector<Term>& terms) {
        while (true) {
            while (m_at < m_text.size() && m_text[m_at].isSpace())
                ++m_at;
            if (m_at >= m_text.size()) return std::nullopt;
            Term term;
            if (auto error = readTerm(term)) return error;
            terms.push_back(std::move(term));
        }
    }

private:
    QChar peek(qsizetype ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar(); }

    std::optional<QueryError> readTerm(Term& term) {
        term.place = m_at;
        if ((peek() == u'-' || peek() == u'!') && !peek(1).isNull() && !peek(1).isSpace()) {
            term.isNegated = true;
            ++m_at;
        }
        const qsizetype start = m_at;
        QString comparison;
        term.key = readKey(comparison);
        const qsizetype valuePlace = m_at;
        bool isQuoted = false;
        QString value;
        if (!readValue(value, isQuoted))
            return QueryError{valuePlace, m_text.size() - valuePlace, tr("The quote that begins here has no end")};
        term.length = m_at - term.place;
        term.whole = m_text.mid(start, m_at - start).toLower();
        if (value.isEmpty() && !term.key.isEmpty())
            return QueryError{term.place, term.length, tr("“%1” has no value behind it").arg(term.whole)};
        return understand(term, comparison, value, isQuoted, valuePlace);
    }

    // A key is a word with a comparison right behind it; any other word is text.
    QString readKey(QString& comparison) {
        qsizetype end = m_at;
        while (end < m_text.size() && (m_text[end].isLetterOrNumber() || m_text[end] == u'_'))
            ++end;
        if (end == m_at || end >= m_text.size()) return {};
        for (const QString& sign : {u">="_s, u"<="_s, u">"_s, u"<"_s, u":"_s, u"="_s}) {
            if (!QStringView(m_text).mid(end).startsWith(sign)) continue;
            const QString key = m_text.mid(m_at, end - m_at).toLower();
            comparison = sign;
            m_at = end + sign.size();
            return key;
        }
        return {};
    }

    bool readValue(QString& value, bool& isQuoted) {
        isQuoted = peek() == u'"';
        qsizetype end = isQuoted ? m_text.indexOf(u'"', m_at + 1) : m_at;
        if (end < 0) return false;
        while (!isQuoted && end < m_text.size() && !m_text[end].isSpace())
            ++end;
        const qsizetype begin = isQuoted ? m_at + 1 : m_at;
        value = m_text.mid(begin, end - begin);
        m_at = isQuoted ? end + 1 : end;
        return true;
    }

    static std::optional<QueryError> understand(Term& term, const QString& comparison, const QString& value, bool isQuoted,
                                                qsizetype place) {
        term.text = value.toLower();
        if (comparison.startsWith(u'<') || comparison.startsWith(u'>')) return readBound(term, comparison, value, place);
        if (!isQuoted && value.startsWith(u'~')) return readPattern(term, value, place);
        if (comparison == u"=") term.test = NodeQuery::Test::Equals;
        if (const qsizetype dots = value.indexOf(u".."); dots >= 0 && !term.key.isEmpty() && !isQuoted)
            return readRange(term, value, dots, place);
        return std::nullopt;
    }

    static std::optional<QueryError> readBound(Term& term, const QString& comparison, const QString& value, qsizetype place) {
        const auto number = numberOf(value);
        if (!number)
            return QueryError{place, value.size(), tr("“%1” is no number; after %2 stands one such as 256 or 1.5M").arg(value, comparison)};
        const bool isLeast = comparison.startsWith(u'>'), isOpen = comparison.size() == 1;
        term.test = NodeQuery::Test::Number;
        term.least = isLeast ? *number : -kInfinity;
        term.most = isLeast ? kInfinity : *number;
        (isLeast ? term.isOpenLeast : term.isOpenMost) = isOpen;
        return std::nullopt;
    }

    static std::optional<QueryError> readRange(Term& term, const QString& value, qsizetype dots, qsizetype place) {
        const auto least = numberOf(value.left(dots)), most = numberOf(value.mid(dots + 2));
        if (!least || !most || *least > *most)
            return QueryError{place, value.size(), tr("“%1” is no range; one looks like 7..14, the smaller number first").arg(value)};
        term.test = NodeQuery::Test::Number;
        term.least = *least;
        term.most = *most;
        return std::nullopt;
    }

    static std::optional<QueryError> readPattern(Term& term, const QString& value, qsizetype place) {
        term.test = NodeQuery::Test::Matches;
        term.pattern = QRegularExpression(value.mid(1), QRegularExpression::CaseInsensitiveOption);
        if (value.size() > 1 && term.pattern.isValid()) {
            term.pattern.optimize();
            return std::nullopt;
        }
        const QString reason = value.size() > 1 ? term.pattern.errorString() : tr("it is empty");
        const qsizetype offset = std::max<qsizetype>(term.pattern.patternErrorOffset(), 0);
        return QueryError{place + 1 + offset, std::max<qsizetype>(value.size() - 1 - offset, 0),
                          tr("No regular expression: %1").arg(reason)};
    }

    const QString& m_text;
    qsizetype m_at = 0;
};

} // namespace

std::variant<NodeQuery, QueryError> NodeQuery::parse(const QString& text) {
    NodeQuery query;
    if (auto error = Parser(text).run(query.m_terms)) return *error;
    return query;
}

} // namespace lathe
