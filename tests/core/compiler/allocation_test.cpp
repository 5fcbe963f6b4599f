#include "core/compiler/allocation.h"
#include "tests/support/test_main.h"

#include <random>

using namespace lathe;

namespace {

std::vector<AllocationItem> randomItems(std::mt19937& random, int count, int times, int sizes) {
    std::vector<AllocationItem> items;
    for (int i = 0; i < count; ++i) {
        const auto begin = static_cast<std::int64_t>(random() % static_cast<unsigned>(times));
        items.push_back({begin, begin + 1 + static_cast<std::int64_t>(random() % 5),
                         1 + static_cast<std::int64_t>(random() % static_cast<unsigned>(sizes))});
    }
    return items;
}

bool areDisjoint(const std::vector<AllocationItem>& items, const std::vector<std::int64_t>& addresses) {
    for (std::size_t i = 0; i < items.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const bool together = items[i].begin < items[j].end && items[j].begin < items[i].end;
            const bool areAlive = items[i].begin < items[i].end && items[j].begin < items[j].end;
            if (areAlive && together && addresses[i] < addresses[j] + items[j].size && addresses[j] < addresses[i] + items[i].size)
                return false;
        }
    return true;
}

bool isFree(const std::vector<AllocationItem>& items, const std::vector<std::int64_t>& addresses, std::size_t item) {
    for (std::size_t j = 0; j < item; ++j) {
        if (items[item].begin >= items[j].end || items[j].begin >= items[item].end) continue;
        if (addresses[item] < addresses[j] + items[j].size && addresses[j] < addresses[item] + items[item].size) return false;
    }
    return true;
}

/// Tries every address of one item after the other.
bool fitsSomehow(const std::vector<AllocationItem>& items, std::int64_t capacity, std::vector<std::int64_t>& addresses,
                 std::size_t item = 0) {
    if (item == items.size()) return true;
    for (addresses[item] = 0; addresses[item] + items[item].size <= capacity; ++addresses[item])
        if (isFree(items, addresses, item) && fitsSomehow(items, capacity, addresses, item + 1)) return true;
    return false;
}

/// Items that fill `capacity` at nearly every time, so that the bound is hard to reach.
std::vector<AllocationItem> tightItems(std::mt19937& random, std::int64_t capacity) {
    constexpr std::int64_t kTimes = 14;
    std::vector<AllocationItem> items;
    for (int tries = 0; tries < 80; ++tries) {
        const auto begin = static_cast<std::int64_t>(random() % kTimes);
        items.push_back(
            {begin, std::min(kTimes, begin + 1 + static_cast<std::int64_t>(random() % 5)), 1 + static_cast<std::int64_t>(random() % 4)});
        if (allocationBound(items) > capacity) items.pop_back();
    }
    return items;
}

constexpr std::int64_t kPlenty = 1'000'000'000;

} // namespace

class AllocationTest : public QObject {
    Q_OBJECT
private slots:
    void boundIsTheLargestSum() {
        const std::vector<AllocationItem> items{{0, 2, 10}, {1, 3, 20}, {2, 4, 30}};
        QCOMPARE(allocationBound(items), std::int64_t(50));
        QCOMPARE(allocationBound({}), std::int64_t(0));
    }

    void overlapsAreMutual() {
        const std::vector<AllocationItem> items{{0, 2, 1}, {1, 3, 1}, {2, 4, 1}, {5, 5, 1}};
        const std::vector<std::vector<std::int32_t>> expected{{1}, {0, 2}, {1}, {}};
        QCOMPARE(overlapsOf(items), expected);
    }

    /// The search finds a way where there is one, and proves it where there is none.
    void searchAgreesWithEveryAddress() {
        std::mt19937 random(3);
        int impossible = 0;
        for (int round = 0; round < 400; ++round) {
            const std::vector<AllocationItem> items = tightItems(random, 6);
            const std::int64_t bound = allocationBound(items);
            std::vector<std::int64_t> addresses(items.size());
            const bool fits = fitsSomehow(items, bound, addresses);
            const FitOutcome outcome = searchFit(items, bound, kPlenty);
            QCOMPARE(outcome.allocation.has_value(), fits);
            QCOMPARE(outcome.isImpossible, !fits);
            if (fits) QVERIFY(outcome.allocation->peak <= bound && areDisjoint(items, outcome.allocation->addresses));
            impossible += !fits;
        }
        QVERIFY(impossible > 0);
    }

    void lessThanTheBoundIsImpossible() {
        const std::vector<AllocationItem> items{{0, 2, 10}, {1, 3, 20}};
        QVERIFY(searchFit(items, 29, kPlenty).isImpossible);
        QVERIFY(searchFit(items, 30, kPlenty).allocation.has_value());
    }

    void allocateNeedsNoMoreThanGreedyOrders() {
        std::mt19937 random(5);
        int better = 0;
        for (int round = 0; round < 60; ++round) {
            const std::vector<AllocationItem> items = randomItems(random, 40, 20, 1000);
            const Allocation greedy = allocateGreedily(items), searched = allocate(items, greedy.peak, 2'000'000);
            QVERIFY(areDisjoint(items, greedy.addresses) && areDisjoint(items, searched.addresses));
            QVERIFY(searched.peak <= greedy.peak && searched.peak >= allocationBound(items));
            better += searched.peak < greedy.peak;
        }
        QVERIFY(better > 0);
    }

    void whatTakesNoRoomLiesAnywhere() {
        const std::vector<AllocationItem> items{{0, 3, 0}, {1, 1, 7}, {0, 3, 4}, {0, 3, 4}};
        const FitOutcome outcome = searchFit(items, 8, kPlenty);
        QVERIFY(outcome.allocation && areDisjoint(items, outcome.allocation->addresses));
    }

    void spentEffortIsNoProof() {
        std::mt19937 random(11);
        const std::vector<AllocationItem> items = randomItems(random, 60, 10, 1000);
        const FitOutcome outcome = searchFit(items, allocationBound(items), 1);
        QVERIFY(!outcome.allocation && !outcome.isImpossible);
    }

    void stopEndsTheSearch() {
        std::stop_source source;
        source.request_stop();
        std::mt19937 random(13);
        const std::vector<AllocationItem> items = randomItems(random, 300, 20, 100000);
        const FitOutcome outcome = searchFit(items, allocationBound(items), std::int64_t(1) << 50, source.get_token());
        QVERIFY(!outcome.isImpossible);
    }
};

LATHE_TEST(AllocationTest)
#include "allocation_test.moc"
